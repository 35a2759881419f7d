package dev.marea.catalog.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

import dev.marea.catalog.product.Description;
import dev.marea.catalog.product.Name;
import dev.marea.catalog.product.NewProduct;
import dev.marea.catalog.product.Price;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads products from CSV (RFC 4180, UTF-8). The first line names the columns, in any
 * order.
 */
public final class CsvReader {

	/** The columns, all of them required. */
	public static final List<String> COLUMNS = List.of("sku", "category", "name_en", "name_es", "description_en",
			"description_es", "price", "currency", "stock");

	private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
		.setHeader()
		.setSkipHeaderRecord(true)
		.setIgnoreEmptyLines(true)
		.setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
		.get();

	private CsvReader() {
	}

	public static Lines read(byte[] body) {
		Lines lines = new Lines();
		String text = lines.decode(body);
		if (!lines.bad().isEmpty()) {
			return lines;
		}
		try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
			if (hasColumns(parser, lines)) {
				readRecords(parser, lines);
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			lines.refuse(1, "is not a CSV header");
		}
		return lines;
	}

	private static boolean hasColumns(CSVParser parser, Lines lines) {
		Set<String> missing = new HashSet<>(COLUMNS);
		parser.getHeaderNames().forEach(missing::remove);
		if (!missing.isEmpty() || parser.getHeaderNames().size() != COLUMNS.size()) {
			lines.refuse(1, "must name the columns " + String.join(",", COLUMNS));
			return false;
		}
		return true;
	}

	private static void readRecords(CSVParser parser, Lines lines) {
		Iterator<CSVRecord> records = parser.iterator();
		long read = parser.getCurrentLineNumber();
		try {
			while (records.hasNext()) {
				CSVRecord row = records.next();
				read = parser.getCurrentLineNumber();
				readRecord(row, read, lines);
			}
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			// At the end of the file the parser counts the last line no more.
			lines.refuse(Math.max(read + 1, parser.getCurrentLineNumber()), "is not CSV; what follows was not read");
		}
	}

	private static void readRecord(CSVRecord row, long number, Lines lines) {
		if (!row.isConsistent()) {
			lines.refuse(number, "has %d fields, not %d".formatted(row.size(), COLUMNS.size()));
			return;
		}
		Integer stock = wholeNumber(row.get("stock"));
		if (stock == null) {
			lines.refuse(number, "stock must be a whole number from 0 to " + NewProduct.MAX_STOCK);
			return;
		}
		lines.add(number,
				new NewProduct(row.get("sku"), new Name(row.get("name_en"), row.get("name_es")),
						new Description(row.get("description_en"), row.get("description_es")), row.get("category"),
						new Price(row.get("price"), row.get("currency")), stock));
	}

	private static @Nullable Integer wholeNumber(String value) {
		return value.matches("\\d{1,9}|" + NewProduct.MAX_STOCK) ? Integer.valueOf(value) : null;
	}

}
