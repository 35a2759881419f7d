package dev.marea.catalog.product.web;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

import dev.marea.catalog.CatalogProperties;
import dev.marea.catalog.product.Description;
import dev.marea.catalog.product.Money;
import dev.marea.catalog.product.Name;
import dev.marea.catalog.product.NewProduct;
import dev.marea.catalog.product.Offer;
import dev.marea.catalog.product.Product;
import dev.marea.catalog.product.ProductListing;
import dev.marea.catalog.product.Products;
import dev.marea.catalog.product.UnknownProductException;
import dev.marea.service.capacity.CapacityProperties;
import dev.marea.service.page.Page;
import dev.marea.service.web.WarmUpRequests;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;

/**
 * Requests and answers of the products' API, without security, database and server.
 * {@code ProductsIT} tests the whole service.
 */
@WebMvcTest(ProductController.class)
@AutoConfigureMockMvc(addFilters = false)
@Import(WarmUpRequests.class)
@EnableConfigurationProperties({ CapacityProperties.class, CatalogProperties.class })
class ProductControllerMvcTests {

	private static final String TEA = """
			"name": {"en": "Green tea", "es": "Té verde"}, "description": {"en": "Mild", "es": "Suave"},
			"category": "tea", "price": {"amount": "12.50", "currency": "EUR"}""";

	@Autowired
	private MockMvcTester mvc;

	@MockitoBean
	private Products products;

	@MockitoBean
	private ProductListing listing;

	@Test
	void shows_a_product_with_its_version_as_the_entity_tag() {
		given(this.listing.find("TEA-001")).willReturn(Optional.of(tea(7)));
		assertThat(this.mvc.get().uri("/products/TEA-001")).hasStatusOk()
			.hasHeader("ETag", "\"7\"")
			.bodyJson()
			.isStrictlyEqualTo("{\"sku\": \"TEA-001\", \"available\": 40, \"version\": 7, " + TEA + "}");
	}

	@Test
	void shows_a_page_and_the_start_of_the_next() {
		given(this.listing.page("green", "tea", "COF-003", 1)).willReturn(new Page<>(List.of(tea(7)), "TEA-001"));
		assertThat(this.mvc.get().uri("/products?q=green&category=tea&after=COF-003&limit=1")).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo("""
					{"items": [{"sku": "TEA-001"}], "next": "TEA-001"}""");
	}

	@Test
	void rejects_a_page_of_more_than_100_products() {
		assertProblem(this.mvc.get().uri("/products?limit=101").exchange(), 400, "invalid-request");
		then(this.listing).shouldHaveNoInteractions();
	}

	@Test
	void answers_404_for_an_unknown_sku() {
		given(this.listing.find("TEA-001")).willReturn(Optional.empty());
		assertProblem(this.mvc.get().uri("/products/TEA-001").exchange(), 404, "not-found");
	}

	@Test
	void creates_a_product_and_names_its_address() {
		given(this.products.create(any(NewProduct.class))).willReturn(tea(1));
		assertThat(send("{\"sku\": \"TEA-001\", \"stock\": 40, " + TEA + "}")).hasStatus(201)
			.hasHeader("Location", "/products/TEA-001")
			.hasHeader("ETag", "\"1\"");
	}

	@Test
	void names_the_invalid_fields_of_a_product() {
		MvcTestResult answer = send("{\"sku\": \"tea\", \"stock\": -1, " + TEA + "}");
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer).bodyJson()
			.extractingPath("$.errors[*].field")
			.asArray()
			.containsExactlyInAnyOrder("sku", "stock");
		then(this.products).shouldHaveNoInteractions();
	}

	@Test
	void removes_the_version_that_the_caller_has_read() {
		assertThat(this.mvc.delete().uri("/products/TEA-001").header("If-Match", "\"7\"")).hasStatus(204);
		then(this.products).should().remove(eq("TEA-001"), any());
	}

	@Test
	void answers_404_for_a_removal_of_an_unknown_sku() {
		willThrow(new UnknownProductException("TEA-001")).given(this.products).remove(eq("TEA-001"), any());
		assertProblem(this.mvc.delete().uri("/products/TEA-001").header("If-Match", "*").exchange(), 404, "not-found");
	}

	private MvcTestResult send(String product) {
		return this.mvc.post().uri("/products").contentType(MediaType.APPLICATION_JSON).content(product).exchange();
	}

	private static void assertProblem(MvcTestResult answer, int status, String slug) {
		assertThat(answer).hasStatus(status)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.type")
			.isEqualTo("https://marea.dev/problems/" + slug);
	}

	private static Offer tea(long version) {
		return new Offer(new Product("TEA-001", new Name("Green tea", "Té verde"), new Description("Mild", "Suave"),
				"tea", new Money(new BigDecimal("12.50"), "EUR"), version), 40);
	}

}
