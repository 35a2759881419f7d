package dev.marea.service.audit;

import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.util.StringUtils;

/**
 * Writes audit events to the logger {@code dev.marea.audit}. It is no
 * {@code AuditEventRepository}, because Boot would then also record each valid token, and
 * could expose the events over HTTP. It is no {@code AbstractAuditListener}, so that an
 * application may still add a repository, which Boot then fills.
 */
class AuditLogger implements ApplicationListener<AuditApplicationEvent> {

	static final String LOGGER = "dev.marea.audit";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	@Override
	public void onApplicationEvent(AuditApplicationEvent published) {
		AuditEvent event = published.getAuditEvent();
		Map<String, Object> data = event.getData();
		// Spring Security's own events have no outcome. Their data are unbounded, and the
		// filter records the same requests.
		if (data.containsKey(AuditedAction.OUTCOME)) {
			LoggingEventBuilder line = logger.atInfo().addKeyValue("event.action", event.getType());
			data.forEach(line::addKeyValue);
			if (StringUtils.hasLength(event.getPrincipal())) {
				line.addKeyValue("user.id", event.getPrincipal());
			}
			line.log(sentence(event));
		}
	}

	/** Message for plain-text logs. */
	private static String sentence(AuditEvent event) {
		Map<String, Object> data = event.getData();
		String reason = data.containsKey(AuditedAction.REASON) ? " (" + data.get(AuditedAction.REASON) + ")" : "";
		String actor = StringUtils.hasLength(event.getPrincipal()) ? event.getPrincipal() : "nobody known";
		return "%s of %s by %s from %s: %s%s".formatted(event.getType(), data.getOrDefault(AuditedAction.TARGET, "-"),
				actor, data.getOrDefault(AuditedAction.SOURCE, "inside"), data.get(AuditedAction.OUTCOME), reason);
	}

}
