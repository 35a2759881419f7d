package dev.marea.catalog.productimport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImportCheckTests {

	private static final String HEADER = String.join(",", CsvReader.COLUMNS) + "\n";

	private static final int SHORT_LINES = 2_450_000;

	private static final String PRODUCT = """
			{"sku":"%s","stock":1,"name":{"en":"a","es":"b"},"description":{"en":"a","es":"b"},\
			"category":"things","price":{"amount":"1.00","currency":"EUR"}}
			""";

	private int lookups;

	@Test
	void keeps_the_first_hundred_of_2_450_000_bad_lines_and_counts_the_rest() {
		ImportCheck check = check(Integer.MAX_VALUE);
		CsvReader.read(bytes(HEADER + "a\n".repeat(SHORT_LINES)), check);
		BadLinesException refusal = refusal(check);
		assertThat(refusal).hasMessage("2450000 lines are bad; nothing was imported.");
		assertThat(refusal.lines()).hasSize(BadLines.MAX_KEPT).first().isEqualTo(new BadLine(2, "has 1 fields, not 9"));
		assertThat(this.lookups).isZero();
	}

	@Test
	void reads_no_further_than_the_bound() {
		ImportCheck csv = check(1000);
		assertTooLarge(() -> CsvReader.read(bytes(HEADER + "a\n".repeat(SHORT_LINES)), csv));
		ImportCheck json = check(1000);
		assertTooLarge(() -> new JsonLinesReader(JsonMapper.shared()).read(bytes("7\n".repeat(SHORT_LINES)), json));
		ImportCheck good = check(3);
		FileFormat format = new JsonLinesReader(JsonMapper.shared());
		format.read(bytes(PRODUCT.formatted("A") + PRODUCT.formatted("B") + PRODUCT.formatted("C")), good);
		assertThat(good.finish()).isEqualTo(3);
	}

	@Test
	void counts_a_line_with_several_faults_once() {
		ImportCheck check = new ImportCheck(10, (product) -> List.of("one", "two"), (skus) -> Set.of());
		new JsonLinesReader(JsonMapper.shared()).read(bytes(PRODUCT.formatted("A") + "7\n" + PRODUCT.formatted("A")),
				check);
		BadLinesException refusal = refusal(check);
		assertThat(refusal).hasMessage("3 lines are bad; nothing was imported.");
		assertThat(refusal.lines()).extracting(BadLine::line).containsExactly(1L, 1L, 2L, 3L, 3L, 3L);
		assertThat(refusal.lines()).last().isEqualTo(new BadLine(3, "sku A is on line 1 too"));
	}

	@Test
	void looks_skus_up_by_the_batch_and_tells_of_them_in_the_order_of_the_lines() {
		ImportCheck check = check(5000);
		StringBuilder file = new StringBuilder();
		for (int line = 1; line <= 1200; line++) {
			file.append((line == 3) ? "{\n" : PRODUCT.formatted((line == 2) ? "TAKEN" : "S-" + line));
		}
		new JsonLinesReader(JsonMapper.shared()).read(bytes(file.toString()), check);
		assertThat(refusal(check).lines()).containsExactly(new BadLine(2, "sku TAKEN exists already"),
				new BadLine(3, "is not JSON"));
		assertThat(this.lookups).isEqualTo(3);
	}

	@Test
	void keeps_neither_a_record_nor_a_line_of_any_length() {
		Lines columns = Lines.of(bytes(",".repeat(3_000_000)), CsvReader::read);
		assertThat(columns.bad()).containsExactly(new BadLine(1, "is not a CSV header"));
		Lines fields = Lines.of(bytes(HEADER + "\"\n\",".repeat(1_000_000)), CsvReader::read);
		assertThat(fields.bad()).singleElement()
			.extracting(BadLine::detail)
			.asString()
			.contains("more than 32768 characters");
		Lines line = Lines.of(bytes("{\"sku\":\"" + "A".repeat(3_000_000)), new JsonLinesReader(JsonMapper.shared()));
		assertThat(line.bad()).containsExactly(new BadLine(1, "has more than 65536 bytes"));
		Lines field = Lines.of(bytes("{\"" + "x".repeat(60_000) + "\":1}"), new JsonLinesReader(JsonMapper.shared()));
		assertThat(field.bad()).singleElement().extracting(BadLine::detail).asString().hasSizeLessThanOrEqualTo(300);
	}

	private ImportCheck check(int maxLines) {
		return new ImportCheck(maxLines, (product) -> List.of(), (skus) -> {
			this.lookups++;
			return skus.contains("TAKEN") ? Set.of("TAKEN") : Set.of();
		});
	}

	private static BadLinesException refusal(ImportCheck check) {
		try {
			check.finish();
		}
		catch (BadLinesException ex) {
			return ex;
		}
		throw new AssertionError("The file is accepted");
	}

	private static void assertTooLarge(ThrowingCallable reading) {
		assertThatExceptionOfType(TooManyLinesException.class).isThrownBy(reading);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
