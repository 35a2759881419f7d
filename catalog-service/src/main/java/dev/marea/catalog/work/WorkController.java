package dev.marea.catalog.work;

import java.time.Duration;

import dev.marea.service.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Uses a given amount of CPU time and then waits: a load with a known cost.
 */
@RestController
@Tag(name = "work", description = "Off unless marea.work.enabled")
class WorkController {

	private static final Duration MAX_CPU = Duration.ofMillis(250);

	private static final Duration MAX_WAIT = Duration.ofSeconds(2);

	private final WorkProperties properties;

	private final CpuLoad cpuLoad;

	WorkController(WorkProperties properties, CpuLoad cpuLoad) {
		this.properties = properties;
		this.cpuLoad = cpuLoad;
	}

	@GetMapping(path = "/work", produces = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "work", summary = "Uses the given CPU time, then waits")
	@ApiResponse(responseCode = "200", description = "The work is done")
	@ApiResponse(responseCode = "404", description = "The endpoint is not enabled")
	Work work(
			@RequestParam(defaultValue = "0ms") @DurationFormat(style = DurationFormat.Style.SIMPLE) @Parameter(
					description = "CPU time, at most 250ms",
					schema = @Schema(type = "string", pattern = "^([0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|250)ms$",
							example = "2ms")) Duration cpu,
			@RequestParam(defaultValue = "0ms") @DurationFormat(style = DurationFormat.Style.SIMPLE) @Parameter(
					description = "waiting time, at most 2s", schema = @Schema(type = "string",
							pattern = "^([0-9]{1,3}|1[0-9]{3}|2000)ms$", example = "40ms")) Duration wait)
			throws InterruptedException {
		if (!this.properties.enabled()) {
			throw new ProblemException(HttpStatus.NOT_FOUND, "not-found", "There is nothing at this address.");
		}
		requireWithin("cpu", cpu, MAX_CPU);
		requireWithin("wait", wait, MAX_WAIT);
		this.cpuLoad.burn(cpu);
		Thread.sleep(wait);
		return new Work(cpu.toMillis(), wait.toMillis());
	}

	private static void requireWithin(String name, Duration value, Duration max) {
		if (value.isNegative() || value.compareTo(max) > 0) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"%s must be 0 to %d ms.".formatted(name, max.toMillis()))
				.field(name);
		}
	}

	/**
	 * CPU time and wait in milliseconds.
	 */
	record Work(long cpuMillis, long waitMillis) {
	}

}
