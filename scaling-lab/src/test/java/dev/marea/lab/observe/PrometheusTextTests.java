package dev.marea.lab.observe;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PrometheusTextTests {

	private static final String TEXT = """
			# HELP requests_total Requests
			# TYPE requests_total counter
			requests_total{method="GET",status="200"} 12.0
			requests_total{method="PUT",path="/a b{c}",status="503"} 3.0 1712345678901
			requests_total_created 1.7E9
			in_flight 2.0
			broken NaNa
			process_cpu_time_ns_total 1.5E9

			""";

	private final PrometheusText text = PrometheusText.parse(TEXT,
			Set.of("requests_total", "in_flight", "broken", "absent", "process_cpu_time_ns_total"));

	@Test
	void sums_a_meter_over_its_labels() {
		assertThat(this.text.sum("requests_total")).hasValue(15);
	}

	@Test
	void reads_meters_without_labels() {
		assertThat(this.text.sum("in_flight")).hasValue(2);
		assertThat(this.text.sum("process_cpu_time_ns_total")).hasValue(1.5e9);
	}

	@Test
	void knows_nothing_of_absent_and_broken_meters() {
		assertThat(this.text.sum("absent")).isEmpty();
		assertThat(this.text.sum("broken")).isEmpty();
		assertThat(this.text.sum("requests_total_created")).isEmpty();
	}

	@Test
	void leaves_out_requests_of_probes_and_of_metrics() {
		PrometheusText page = PrometheusText.parse("""
				http_server_requests_seconds_count{method="GET",uri="/products"} 7
				http_server_requests_seconds_count{method="GET",uri="/actuator/health/readiness"} 100
				http_server_requests_seconds_count{uri="/metrics"} 50
				http_server_requests_seconds_count{uri="/metrics-of-sales"} 2
				""", Set.of("http_server_requests_seconds_count"));
		assertThat(page.sum("http_server_requests_seconds_count")).hasValue(9);
	}

}
