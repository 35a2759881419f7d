package dev.marea.lab.replay;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads lines of access logs. The format of each line is found by its begin: Apache's and
 * nginx' common and combined format, nginx' JSON, and AWS ALB.
 */
final class LogParser {

	/** Longer paths are refused by most servers, and fill the memory. */
	static final int LONGEST_PATH = 8192;

	private static final JsonMapper JSON = new JsonMapper();

	private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

	/** Characters between the brackets of {@code [10/Oct/2000:13:55:36 -0700]}. */
	private static final int TIME = 26;

	private static final Pattern ALB = Pattern
		.compile("(?:https?|h2|grpcs|wss?) (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.\\dZ+:-]*) ");

	/** Fields between an ALB's request and its {@code request_creation_time}. */
	private static final int BEFORE_CREATION = 8;

	private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z_-]{0,19}");

	private static final Pattern ORIGIN = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://[^/?#]*");

	private static final Pattern EPOCH = Pattern.compile("(\\d{9,11})(?:\\.\\d{1,9})?|(\\d{12,14})");

	/** Java reads {@code +02:00} and {@code +02}, but not {@code +0200}. */
	private static final Pattern OFFSET = Pattern.compile("([+-]\\d\\d)(\\d\\d)$");

	private static final List<String> TIMES = List.of("time_iso8601", "time_local", "msec", "@timestamp", "timestamp",
			"time", "ts");

	private static final List<String> PATHS = List.of("request_uri", "uri", "path", "url");

	private LogParser() {
	}

	/**
	 * Reads a line.
	 * @param line each byte as one character
	 * @return absent if the line is no request
	 */
	static @Nullable LogRequest parse(String line) {
		try {
			if (line.startsWith("{")) {
				return json(line);
			}
			Matcher alb = ALB.matcher(line);
			return alb.lookingAt() ? alb(line, alb.group(1)) : common(line);
		}
		catch (DateTimeException | JacksonException | NumberFormatException | IndexOutOfBoundsException ex) {
			return null;
		}
	}

	/** Names and users may contain brackets, so each of them may begin the time. */
	private static @Nullable LogRequest common(String line) {
		for (int open = line.indexOf('['); open >= 0 && open < 1024; open = line.indexOf('[', open + 1)) {
			int close = open + TIME + 1;
			if (close < line.length() && line.charAt(close) == ']' && line.charAt(open + 3) == '/') {
				int quote = close + 1;
				while (quote < line.length() && line.charAt(quote) == ' ') {
					quote++;
				}
				return (quote < line.length() && line.charAt(quote) == '"')
						? quoted(commonTime(line, open + 1), line, quote) : null;
			}
		}
		return null;
	}

	/** Epoch second of {@code 10/Oct/2000:13:55:36 -0700}. */
	private static long commonTime(String text, int at) {
		int month = MONTHS.indexOf(text.substring(at + 3, at + 6));
		if (month < 0 || month % 3 != 0) {
			throw new DateTimeException("no month");
		}
		long day = LocalDate.of(number(text, at + 7, 4), month / 3 + 1, number(text, at, 2)).toEpochDay();
		int second = number(text, at + 12, 2) * 3600 + number(text, at + 15, 2) * 60 + number(text, at + 18, 2);
		int offset = number(text, at + 22, 2) * 3600 + number(text, at + 24, 2) * 60;
		return day * 86_400 + second - ((text.charAt(at + 21) == '-') ? -offset : offset);
	}

	private static int number(String text, int at, int digits) {
		int number = 0;
		for (int i = at; i < at + digits; i++) {
			int digit = text.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				throw new NumberFormatException();
			}
			number = number * 10 + digit;
		}
		return number;
	}

	private static @Nullable LogRequest alb(String line, String time) {
		int quote = line.indexOf('"');
		int end = endOfQuoted(line, quote);
		if (quote < 0 || end < 0) {
			return null;
		}
		String created = field(line, end + 2, BEFORE_CREATION);
		boolean known = created != null && created.length() > 19 && created.charAt(10) == 'T';
		return request(OffsetDateTime.parse(known ? created : time).toEpochSecond(), line.substring(quote + 1, end));
	}

	/** A field by its number after a position; fields are quoted or end at a space. */
	private static @Nullable String field(String line, int from, int number) {
		int at = from;
		for (int i = 0; at < line.length(); i++) {
			int end = (line.charAt(at) == '"') ? endOfQuoted(line, at) + 1 : line.indexOf(' ', at);
			if (end <= 0) {
				end = line.length();
			}
			if (i == number) {
				return line.substring(at, end);
			}
			at = end + 1;
		}
		return null;
	}

	private static @Nullable LogRequest quoted(long second, String line, int quote) {
		int end = endOfQuoted(line, quote);
		// A line that was cut has no status.
		boolean status = end > 0 && end + 4 < line.length() && Character.isDigit(line.charAt(end + 2))
				&& Character.isDigit(line.charAt(end + 4));
		return status ? request(second, unescaped(line.substring(quote + 1, end))) : null;
	}

	private static int endOfQuoted(String line, int quote) {
		for (int i = quote + 1; i < line.length(); i++) {
			if (line.charAt(i) == '\\') {
				i++;
			}
			else if (line.charAt(i) == '"') {
				return i;
			}
		}
		return -1;
	}

	/** Resolves the escapes of Apache and nginx: backslash, quote and {@code \xhh}. */
	private static String unescaped(String text) {
		if (text.indexOf('\\') < 0) {
			return text;
		}
		StringBuilder plain = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\\' && i + 3 < text.length() && text.charAt(i + 1) == 'x') {
				plain.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
				i += 3;
			}
			else if (c == '\\' && i + 1 < text.length()) {
				plain.append(text.charAt(++i));
			}
			else {
				plain.append(c);
			}
		}
		return plain.toString();
	}

	/** A request line such as {@code GET /path HTTP/1.1}. */
	private static @Nullable LogRequest request(long second, String request) {
		int space = request.indexOf(' ');
		if (space < 0) {
			return null;
		}
		int last = request.lastIndexOf(' ');
		String target = (last > space && request.startsWith("HTTP/", last + 1)) ? request.substring(space + 1, last)
				: request.substring(space + 1);
		return request(second, request.substring(0, space), target);
	}

	private static @Nullable LogRequest request(long second, String method, String target) {
		String path = path(target);
		return (path != null && METHOD.matcher(method).matches()) ? new LogRequest(second, method, path) : null;
	}

	/** Path and query as they can be sent: percent-encoded, without scheme and host. */
	private static @Nullable String path(String target) {
		String text = target;
		if (!text.startsWith("/")) {
			Matcher origin = ORIGIN.matcher(text);
			if (!origin.lookingAt()) {
				return null;
			}
			String rest = text.substring(origin.end());
			text = rest.startsWith("/") ? rest : "/" + rest;
		}
		int fragment = text.indexOf('#');
		text = (fragment >= 0) ? text.substring(0, fragment) : text;
		if (text.length() > LONGEST_PATH) {
			return null;
		}
		return text.chars().allMatch(LogParser::sendable) ? text : encoded(text);
	}

	private static boolean sendable(int c) {
		return c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
	}

	private static @Nullable String encoded(String text) {
		StringBuilder path = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (sendable(c)) {
				path.append(c);
			}
			else {
				path.append("%%%02X".formatted((int) c & 0xff));
			}
		}
		return (path.length() <= LONGEST_PATH) ? path.toString() : null;
	}

	private static @Nullable LogRequest json(String line) {
		JsonNode node = JSON.readTree(line.getBytes(StandardCharsets.ISO_8859_1));
		String time = first(node, TIMES);
		if (time == null) {
			return null;
		}
		long second = time(time);
		String request = node.path("request").asString("");
		if (request.indexOf(' ') > 0) {
			return request(second, bytes(request));
		}
		String method = first(node, List.of("request_method", "method", "verb"));
		String path = first(node, PATHS);
		if (method == null || path == null) {
			return null;
		}
		String query = first(node, List.of("args", "query_string"));
		boolean apart = query != null && !query.isEmpty() && !query.equals("-") && path.indexOf('?') < 0;
		return request(second, method, bytes(apart ? path + "?" + query : path));
	}

	/** Each byte of the UTF-8 text as one character, as in the other formats. */
	private static String bytes(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	private static @Nullable String first(JsonNode node, List<String> names) {
		for (String name : names) {
			JsonNode value = node.path(name);
			if (value.isValueNode() && !value.isNull()) {
				// A double prints as 1.792889990123E9.
				return value.isFloatingPointNumber() ? value.decimalValue().toPlainString() : value.asString();
			}
		}
		return null;
	}

	private static long time(String text) {
		Matcher epoch = EPOCH.matcher(text);
		if (epoch.matches()) {
			return (epoch.group(1) != null) ? Long.parseLong(epoch.group(1)) : Long.parseLong(epoch.group(2)) / 1000;
		}
		return (text.length() == TIME && text.charAt(2) == '/') ? commonTime(text, 0)
				: OffsetDateTime.parse(OFFSET.matcher(text).replaceFirst("$1:$2")).toEpochSecond();
	}

}
