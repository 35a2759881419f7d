package dev.marea.service.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Collects the audit events of a test. */
public final class AuditLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.marea.audit");

	private final List<Map<String, String>> events = new CopyOnWriteArrayList<>();

	public AuditLog() {
		setContext(this.logger.getLoggerContext());
		start();
		this.logger.addAppender(this);
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.events.add(event.getKeyValuePairs()
			.stream()
			.collect(Collectors.toMap((pair) -> pair.key, (pair) -> String.valueOf(pair.value))));
	}

	/** Fields of all events so far. */
	public List<Map<String, String>> events() {
		return this.events;
	}

	/** Fields of the events of one action. */
	public List<Map<String, String>> events(String action) {
		return this.events.stream().filter((event) -> event.get("event.action").equals(action)).toList();
	}

	/** Waits for the only event of an action, which is written after the answer. */
	public Map<String, String> event(String action) {
		await().until(() -> !events(action).isEmpty());
		assertThat(events(action)).hasSize(1);
		return events(action).getFirst();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
	}

}
