package dev.marea.catalog.productimport;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CsvReaderTests {

	private static final String HEADER = String.join(",", CsvReader.COLUMNS);

	private static final String ROW = ",things,Rope,Cabo,Of use,Útil,1.00,EUR,7";

	@Test
	void counts_lines_as_an_editor_does() {
		for (String end : new String[] { "\n", "\r\n" }) {
			Lines lines = read(HEADER + end + "A" + ROW + end + end + "B" + ROW + end + "C" + ROW);
			assertThat(lines.bad()).isEmpty();
			assertThat(lines.products()).extracting(Lines.ParsedLine::number).containsExactly(2L, 4L, 5L);
		}
	}

	@Test
	void takes_columns_in_any_order_after_a_byte_order_mark() {
		Lines lines = read("\uFEFFstock,currency,price,description_es,description_en,name_es,name_en,category,sku\n"
				+ "7,EUR,1.00,Útil,Of use,\"Cabo, largo\",Rope,things,A");
		assertThat(lines.products()).singleElement().satisfies((line) -> {
			assertThat(line.product().sku()).isEqualTo("A");
			assertThat(line.product().name().es()).isEqualTo("Cabo, largo");
			assertThat(line.product().stock()).isEqualTo(7);
		});
	}

	@Test
	void names_the_line_on_which_a_record_ends_where_it_has_several() {
		Lines lines = read(HEADER + "\nA,\"thi\nngs\",too,few\nB" + ROW);
		assertThat(lines.bad()).singleElement().extracting(BadLine::line).isEqualTo(3L);
		assertThat(lines.products()).singleElement().extracting(Lines.ParsedLine::number).isEqualTo(4L);
	}

	@Test
	void stops_where_it_is_csv_no_more() {
		Lines lines = read(HEADER + "\nA" + ROW + "\n\"B\"x" + ROW + "\nC" + ROW);
		assertThat(lines.products()).hasSize(1);
		assertThat(lines.bad()).singleElement().extracting(BadLine::line).isEqualTo(3L);
	}

	@Test
	void refuses_headers_that_lack_repeat_or_add_columns() {
		for (String header : new String[] { HEADER + ",more", HEADER.replace(",stock", ""),
				HEADER.replace("name_es", "name_en"), "", HEADER.toUpperCase() }) {
			assertThat(read(header + "\nA" + ROW).bad()).as(header)
				.isNotEmpty()
				.first()
				.extracting(BadLine::line)
				.isEqualTo(1L);
		}
	}

	private static Lines read(String csv) {
		return Lines.of(csv.getBytes(StandardCharsets.UTF_8), CsvReader::read);
	}

}
