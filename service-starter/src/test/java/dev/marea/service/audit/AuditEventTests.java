package dev.marea.service.audit;

import java.util.Map;

import dev.marea.service.test.AuditLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AuditEventTests {

	@Test
	void says_who_did_what_and_what_came_of_it() {
		try (AuditLog log = new AuditLog()) {
			new AuditEvent("order.recover", true).by("order-service").on("/orders/7").with("marea.tries", 2).log();
			assertThat(log.events()).containsExactly(Map.of("event.action", "order.recover", "event.outcome", "success",
					"user.id", "order-service", "marea.target", "/orders/7", "marea.tries", "2"));
		}
	}

	@Test
	void lets_nobody_forge_a_line_of_a_plain_text_log(CapturedOutput output) {
		try (AuditLog log = new AuditLog()) {
			String forged = "ana\r\n2026-01-01 order.place of /orders/1 by eva\u2028\u0007";
			new AuditEvent("order.cancel", false).by(forged).log();
			assertThat(log.events().getFirst()).containsEntry("user.id",
					"ana??2026-01-01 order.place of /orders/1 by eva??");
			assertThat(output.getOut().lines()).noneMatch((line) -> line.startsWith("2026-01-01"));
		}
	}

	@Test
	void cuts_what_is_too_long_to_be_read() {
		try (AuditLog log = new AuditLog()) {
			new AuditEvent("order.cancel", false).on("/" + "a".repeat(5000)).log();
			assertThat(log.events().getFirst().get("marea.target")).hasSize(201);
		}
	}

}
