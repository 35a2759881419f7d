package dev.marea.service.audit;

import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.util.StringUtils;

/**
 * Writes audit events to the logger {@code dev.marea.audit}. It is no listener: a context
 * that closes has none, and a listener before it might fail. It is no
 * {@code AuditEventRepository}, because Boot would then also record each valid token, and
 * could expose the events over HTTP.
 */
final class AuditLogger {

	static final String LOGGER = "dev.marea.audit";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	private AuditLogger() {
	}

	static void write(AuditEvent event) {
		LoggingEventBuilder line = logger.atInfo().addKeyValue("event.action", event.getType());
		event.getData().forEach(line::addKeyValue);
		if (StringUtils.hasLength(event.getPrincipal())) {
			line.addKeyValue("user.id", event.getPrincipal());
		}
		line.log(sentence(event));
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
