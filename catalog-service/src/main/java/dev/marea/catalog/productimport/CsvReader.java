package dev.marea.catalog.productimport;

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

	/** The columns; all are required. */
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

	/** Implements {@link FileFormat}. */
	public static void read(byte[] file, LineHandler lines) {
		long broken = Utf8.brokenLine(file);
		if (broken > 0) {
			lines.bad(broken, "is not UTF-8");
			return;
		}
		RecordReader reader = new RecordReader(Utf8.reader(file));
		try (CSVParser parser = CSVParser.parse(reader, FORMAT)) {
			if (hasColumns(parser, lines)) {
				readRecords(parser, reader, lines);
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			lines.bad(1, "is not a CSV header");
		}
	}

	private static boolean hasColumns(CSVParser parser, LineHandler lines) {
		Set<String> missing = new HashSet<>(COLUMNS);
		parser.getHeaderNames().forEach(missing::remove);
		if (!missing.isEmpty() || parser.getHeaderNames().size() != COLUMNS.size()) {
			lines.bad(1, "must name the columns " + String.join(",", COLUMNS));
			return false;
		}
		return true;
	}

	private static void readRecords(CSVParser parser, RecordReader reader, LineHandler lines) {
		Iterator<CSVRecord> records = parser.iterator();
		long read = parser.getCurrentLineNumber();
		while (true) {
			CSVRecord row;
			try {
				if (!records.hasNext()) {
					return;
				}
				row = records.next();
			}
			catch (UncheckedIOException | IllegalStateException ex) {
				// At the end of the file, the parser's line number does not include the
				// last line.
				lines.bad(Math.max(read + 1, parser.getCurrentLineNumber()),
						"is not CSV, or has more than %d characters; the lines after it were not read"
							.formatted(RecordReader.MAX_RECORD));
				return;
			}
			reader.recordRead();
			read = parser.getCurrentLineNumber();
			readRecord(row, read, lines);
		}
	}

	private static void readRecord(CSVRecord row, long number, LineHandler lines) {
		if (!row.isConsistent()) {
			lines.bad(number, "has %d fields, not %d".formatted(row.size(), COLUMNS.size()));
			return;
		}
		Integer stock = wholeNumber(row.get("stock"));
		if (stock == null) {
			lines.bad(number, "stock must be a whole number from 0 to " + NewProduct.MAX_STOCK);
			return;
		}
		lines.product(number,
				new NewProduct(row.get("sku"), new Name(row.get("name_en"), row.get("name_es")),
						new Description(row.get("description_en"), row.get("description_es")), row.get("category"),
						new Price(row.get("price"), row.get("currency")), stock));
	}

	private static @Nullable Integer wholeNumber(String value) {
		return value.matches("\\d{1,9}|" + NewProduct.MAX_STOCK) ? Integer.valueOf(value) : null;
	}

}
