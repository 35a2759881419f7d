package dev.marea.catalog.productimport;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.sql.DataSource;

import com.jayway.jsonpath.JsonPath;
import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class SeedCatalogueIT {

	@Autowired
	private Api api;

	@Autowired
	private ProductImport productImport;

	@Autowired
	private SeedCatalogue seed;

	@Autowired
	private DataSource dataSource;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void a_fresh_shop_has_its_120_products() throws IOException {
		Lines lines = Lines.of(catalogue(), CsvReader::read);
		assertThat(lines.bad()).isEmpty();
		assertThat(lines.products()).hasSize(120).allSatisfy((line) -> {
			String product = this.api.get("/products/" + line.product().sku()).body();
			assertThat(JsonPath.<String>read(product, "$.name.es")).isEqualTo(line.product().name().es());
			assertThat(JsonPath.<Integer>read(product, "$.available")).isEqualTo(line.product().stock());
		});
		this.api.assertInvariants();
	}

	@Test
	void its_file_is_one_that_could_be_imported() throws IOException {
		String renamed = new String(catalogue(), StandardCharsets.UTF_8).replaceAll("(?m)^([A-Z]{3}-\\d{3},)",
				"COPY-$1");
		assertThat(this.productImport.importAll(renamed.getBytes(StandardCharsets.UTF_8), CsvReader::read))
			.isEqualTo(120);
		Lines.of(catalogue(), CsvReader::read)
			.products()
			.forEach((line) -> this.api.send("DELETE", "/products/COPY-" + line.product().sku(), "", "If-Match", "*"));
		this.api.assertInvariants();
	}

	/** Current code may need later tables, so a migration must not run it. */
	@Test
	void runs_on_the_tables_of_version_1_and_none_of_the_code_of_today() throws IOException {
		Flyway.configure()
			.dataSource(this.dataSource)
			.schemas("version_2")
			.javaMigrations(this.seed)
			.target("2")
			.load()
			.migrate();
		assertThat(this.jdbc
			.sql("SELECT count(*) FROM version_2.product JOIN version_2.stock USING (sku) "
					+ "JOIN version_2.stock_movement m USING (sku) WHERE m.on_hand = stock.on_hand")
			.query(Integer.class)
			.single()).isEqualTo(120);
		this.jdbc.sql("DROP SCHEMA version_2 CASCADE").update();
		try (InputStream code = SeedCatalogue.class.getResourceAsStream("SeedCatalogue.class")) {
			assertThat(ClassFile.of().parse(code.readAllBytes()).constantPool())
				.filteredOn(ClassEntry.class::isInstance)
				.extracting((entry) -> ((ClassEntry) entry).asInternalName())
				.filteredOn((name) -> name.startsWith("dev/marea/"))
				.containsExactlyInAnyOrder("dev/marea/catalog/CatalogProperties",
						"dev/marea/catalog/productimport/SeedCatalogue");
		}
	}

	@ParameterizedTest
	@CsvSource({ "lighthouse,CER-002", "faro,CER-002", "TÉ VERDE,TEA-001", "te verde,TEA-001", "boqueron,",
			"anchoas santona,FSH-003", "72 %,PAN-010", "harbour coffee,COF-001", "harbour teapot,", "%,", "_,",
			"puerto mezcla,COF-001" })
	void finds_products_by_words_of_either_language(String q, String sku) {
		String query = q.replace("%", "%25").replace(" ", "%20").replace("É", "%C3%89");
		List<String> found = JsonPath.read(this.api.get("/products?limit=100&q=" + query).body(), "$.items[*].sku");
		if (sku == null) {
			assertThat(found).isEmpty();
		}
		else {
			assertThat(found).contains(sku).hasSizeLessThan(10);
		}
	}

	private static byte[] catalogue() throws IOException {
		return new ClassPathResource("catalogue.csv").getContentAsByteArray();
	}

}
