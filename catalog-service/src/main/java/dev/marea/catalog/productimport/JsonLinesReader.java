package dev.marea.catalog.productimport;

import java.nio.charset.StandardCharsets;

import dev.marea.catalog.product.NewProduct;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Reads products from JSON lines. Each line is a valid body of {@code POST /products}.
 */
@Component
public class JsonLinesReader implements FileFormat {

	/** Bytes. The longest valid line, with every character escaped, has about 14,000. */
	private static final int MAX_LINE = 65_536;

	private final JsonMapper json;

	JsonLinesReader(JsonMapper json) {
		this.json = json;
	}

	@Override
	public void read(byte[] file, LineHandler lines) {
		long broken = Utf8.brokenLine(file);
		if (broken > 0) {
			lines.bad(broken, "is not UTF-8");
			return;
		}
		long number = 0;
		for (int start = Utf8.start(file); start < file.length;) {
			int end = start;
			while (end < file.length && file[end] != '\n') {
				end++;
			}
			number++;
			if (end - start > MAX_LINE) {
				lines.bad(number, "has more than %d bytes".formatted(MAX_LINE));
			}
			else {
				readLine(number, new String(file, start, end - start, StandardCharsets.UTF_8), lines);
			}
			start = end + 1;
		}
	}

	private void readLine(long number, String line, LineHandler lines) {
		if (line.isBlank()) {
			return;
		}
		try {
			NewProduct product = this.json.readValue(line, NewProduct.class);
			if (product == null) {
				lines.bad(number, "is not a JSON object");
			}
			else {
				lines.product(number, product);
			}
		}
		catch (UnrecognizedPropertyException ex) {
			lines.bad(number, "has an unknown field " + ex.getPropertyName());
		}
		catch (StreamReadException ex) {
			lines.bad(number, "is not JSON");
		}
		catch (JacksonException ex) {
			String path = ex.getPathReference().replaceAll("^.*?\\[\"|\"]$", "").replace("\"]->", ".");
			lines.bad(number, "has a value of a wrong type: " + path);
		}
	}

}
