package dev.marea.catalog.intake;

import java.io.IOException;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import dev.marea.catalog.product.NewProduct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class SeedCatalogueIT {

	@Autowired
	private Api api;

	@Autowired
	private ProductIntake intake;

	@Test
	void a_fresh_shop_has_its_120_products() throws IOException {
		Lines lines = SeedCatalogue.catalogue();
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
		Lines lines = SeedCatalogue.catalogue();
		List<Lines.Line> renamed = lines.products().stream().map(SeedCatalogueIT::renamed).toList();
		assertThat(this.intake.take(new Lines(renamed, List.of()))).isEqualTo(120);
		renamed.forEach((line) -> this.api.send("DELETE", "/products/" + line.product().sku(), "", "If-Match", "*"));
	}

	@ParameterizedTest
	@CsvSource({ "lighthouse,CER-002", "faro,CER-002", "TÉ VERDE,TEA-001", "te verde,TEA-001", "boqueron,",
			"anchoas santona,FSH-003", "72 %,PAN-010", "harbour coffee,COF-001", "harbour teapot,", "100%,", "a_b,",
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

	private static Lines.Line renamed(Lines.Line line) {
		NewProduct product = line.product();
		return new Lines.Line(line.number(), new NewProduct("COPY-" + product.sku(), product.name(),
				product.description(), product.category(), product.price(), product.stock()));
	}

}
