package dev.marea.service.audit;

import java.util.Map;

import dev.marea.service.test.AuditLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AuditLoggerTests {

	@Test
	void says_who_did_what_and_what_came_of_it() {
		try (AuditLog log = new AuditLog()) {
			log(new AuditedAction("order.recover", true).by("order-service").on("/orders/7").with("marea.tries", 2));
			assertThat(log.events()).containsExactly(Map.of("event.action", "order.recover", "event.outcome", "success",
					"user.id", "order-service", "marea.target", "/orders/7", "marea.tries", "2"));
		}
	}

	@Test
	void names_no_user_without_an_actor(CapturedOutput output) {
		try (AuditLog log = new AuditLog()) {
			log(new AuditedAction("request", false).by(null).with(AuditedAction.REASON, "unauthorized"));
			assertThat(log.events()).containsExactly(
					Map.of("event.action", "request", "event.outcome", "failure", "event.reason", "unauthorized"));
			assertThat(output.getOut()).contains("request of - by nobody known from inside: failure (unauthorized)");
		}
	}

	@Test
	void lets_nobody_forge_a_line_of_a_plain_text_log(CapturedOutput output) {
		try (AuditLog log = new AuditLog()) {
			String forged = "ana\r\n2026-01-01 order.place of /orders/1 by eva\u2028\u0007";
			log(new AuditedAction("order.cancel", false).by(forged));
			assertThat(log.events().getFirst()).containsEntry("user.id",
					"ana??2026-01-01 order.place of /orders/1 by eva??");
			assertThat(output.getOut().lines()).noneMatch((line) -> line.startsWith("2026-01-01"));
		}
	}

	@Test
	void cuts_what_is_too_long_to_be_read() {
		try (AuditLog log = new AuditLog()) {
			log(new AuditedAction("order.cancel", false).by("b".repeat(5000)).on("/" + "a".repeat(5000)));
			assertThat(log.events().getFirst().get("marea.target")).hasSize(201);
			assertThat(log.events().getFirst().get("user.id")).hasSize(201);
		}
	}

	@Test
	void writes_the_line_of_an_action_that_ends_after_the_application() {
		try (AuditLog log = new AuditLog(); GenericApplicationContext application = new GenericApplicationContext()) {
			application.refresh();
			application.close();
			new AuditedAction("order.recover", true).publish(application);
			assertThat(log.events()).singleElement()
				.satisfies((event) -> assertThat(event).containsEntry("event.action", "order.recover"));
		}
	}

	private static void log(AuditedAction action) {
		action.publish((event) -> {
		});
	}

}
