package dev.marea.lab.replay;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LogParserTests {

	/** 2026-10-25T00:59:50Z. */
	private static final long SECOND = 1_792_889_990L;

	@ParameterizedTest
	@CsvSource(delimiter = '~', quoteCharacter = '`',
			textBlock = """
					192.0.2.1 - - [25/Oct/2026:02:59:50 +0200] "GET /a?b=c HTTP/1.1" 200 12 ~ GET ~ /a?b=c
					2001:db8::1 - jo [x] [25/Oct/2026:01:59:50 +0100] "HEAD / HTTP/2.0" 304 - "-" "a \\"b\\" [c]" ~ HEAD ~ /
					shop.example:80 host - a b [24/Oct/2026:20:59:50 -0400] "GET /x HTTP/1.0" 200 - "r" "u" 7 ~ GET ~ /x
					h - - [25/Oct/2026:00:59:50 +0000] "GET http://shop.example/p#f HTTP/1.1" 200 1 ~ GET ~ /p
					h - - [25/Oct/2026:00:59:50 +0000] "GET http://shop.example HTTP/1.1" 200 1 ~ GET ~ /
					h - - [25/Oct/2026:00:59:50 +0000] "GET /a\\"b\\xc3\\xa9 c HTTP/1.1" 200 1 ~ GET ~ /a%22b%C3%A9%20c
					h - - [25/Oct/2026:00:59:50 +0000] "PROPFIND /d HTTP/1.1" 207 1 ~ PROPFIND ~ /d
					{"time_iso8601":"2026-10-25T02:59:50+02:00","request":"GET /j?x=1 HTTP/1.1","status":200} ~ GET ~ /j?x=1
					{"time_local":"25/Oct/2026:02:59:50 +0200","request_method":"GET","uri":"/j","args":"x=1"} ~ GET ~ /j?x=1
					{"msec":"1792889990.123","method":"GET","request_uri":"/ñ","args":"-"} ~ GET ~ /%C3%B1
					{"msec":1792889990.123,"method":"GET","path":"/m"} ~ GET ~ /m
					{"time":"2026-10-25T02:59:50+0200","method":"GET","path":"/o"} ~ GET ~ /o
					{"time":"2026-10-24T20:59:50.5-0400","method":"GET","path":"/o"} ~ GET ~ /o
					{"@timestamp":1792889990123,"method":"GET","path":"/k"} ~ GET ~ /k
					https 2026-10-25T00:59:52.186641Z app/lb/1 192.0.2.1:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/alb?q=1 HTTP/1.1" "curl/7 \\" x" ECDHE TLSv1.2 arn "Root=1" "www.example.com" "arn:c" 1 2026-10-25T00:59:50.000000Z "forward" "-" "-" ~ GET ~ /alb?q=1
					http 2026-10-25T00:59:50.186641Z app/lb/1 192.0.2.1:2817 - -1 -1 -1 503 - 0 57 "GET http://e:80/short HTTP/1.1" ~ GET ~ /short
					""")
	void reads_the_formats_that_servers_write(String line, String method, String path) {
		String bytes = new String(line.strip().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		assertThat(LogParser.parse(bytes)).isEqualTo(new LogRequest(SECOND, method, path));
	}

	@ParameterizedTest
	@ValueSource(strings = { "second,requests", "1,2", "[", "{", "{}", "[25/Oct/2026:02:59:50 +0200]",
			"h - - [25/Oct/2026:00:59:50 +0000] \"-\" 408 -", "h - - [25/Oct/2026:00:59:50 +0000] \"GET /cut",
			"h - - [25/Oct/2026:00:59:50 +0000] \"GET /cut\"",
			"h - - [32/Oct/2026:00:59:50 +0000] \"GET / HTTP/1.1\" 200 1",
			"h - - [25/ctO/2026:00:59:50 +0000] \"GET / HTTP/1.1\" 200 1",
			"h - - [25/Oct/2026:00:59:50 +0000] \"\\x16\\x03\\x01\" 400 1",
			"h - - [25/Oct/2026:00:59:50 +0000] \"OPTIONS * HTTP/1.1\" 200 1",
			"{\"msec\":1e308,\"method\":\"GET\",\"path\":\"/\"}", "{\"msec\":1e999,\"method\":\"GET\",\"path\":\"/\"}",
			"{\"time\":\"soon\",\"method\":\"GET\",\"path\":\"/\"}",
			"http 2026-10-25T00:59:50.186641Z app/lb/1 h:1 - -1 -1 -1 400 - 0 0 \"- http://e:80- -\" \"-\"" })
	void takes_no_other_line_for_a_request(String line) {
		assertThat(LogParser.parse(line)).isNull();
	}

	@Test
	void takes_no_path_that_is_too_long_for_the_memory() {
		String begin = "h - - [25/Oct/2026:00:59:50 +0000] \"GET /";
		assertThat(LogParser.parse(begin + "a".repeat(LogParser.LONGEST_PATH - 1) + " HTTP/1.1\" 200 1")).isNotNull();
		assertThat(LogParser.parse(begin + "a".repeat(LogParser.LONGEST_PATH) + " HTTP/1.1\" 200 1")).isNull();
		assertThat(LogParser.parse(begin + "\"".repeat(5) + "é".repeat(8000) + " HTTP/1.1\" 200 1")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/, GET /", "/products?x=1, GET /products", "/products/42/parts, GET /products/*/parts",
			"/api/v1/orders/7f3c-11, GET /api/v1/orders/*", "/a/b/c/d/e/f/g/h, GET /a/b/c/d/e/*" })
	void names_paths_without_what_looks_like_an_id(String path, String name) {
		assertThat(new LogRequest(0, "GET", path).name()).isEqualTo(name);
	}

}
