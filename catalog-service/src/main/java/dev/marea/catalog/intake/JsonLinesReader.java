package dev.marea.catalog.intake;

import dev.marea.catalog.product.NewProduct;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Reads products from JSON lines: on each line what one {@code POST} of JSON takes.
 */
@Component
public class JsonLinesReader {

	private final JsonMapper json;

	JsonLinesReader(JsonMapper json) {
		this.json = json;
	}

	public Lines read(byte[] body) {
		Lines lines = new Lines();
		long number = 0;
		for (String line : lines.decode(body).split("\n", -1)) {
			number++;
			if (!line.isBlank()) {
				readLine(number, line, lines);
			}
		}
		return lines;
	}

	private void readLine(long number, String line, Lines lines) {
		try {
			NewProduct product = this.json.readValue(line, NewProduct.class);
			if (product == null) {
				lines.refuse(number, "is not a JSON object");
			}
			else {
				lines.add(number, product);
			}
		}
		catch (UnrecognizedPropertyException ex) {
			lines.refuse(number, "has an unknown field " + ex.getPropertyName());
		}
		catch (StreamReadException ex) {
			lines.refuse(number, "is not JSON");
		}
		catch (JacksonException ex) {
			String path = ex.getPathReference().replaceAll("^.*?\\[\"|\"]$", "").replace("\"]->", ".");
			lines.refuse(number, "has a value of a wrong type: " + path);
		}
	}

}
