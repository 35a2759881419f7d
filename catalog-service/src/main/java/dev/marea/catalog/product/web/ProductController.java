package dev.marea.catalog.product.web;

import java.util.List;

import dev.marea.catalog.product.NewProduct;
import dev.marea.catalog.product.Offer;
import dev.marea.catalog.product.Product;
import dev.marea.catalog.product.ProductChange;
import dev.marea.catalog.product.ProductListing;
import dev.marea.catalog.product.ProductText;
import dev.marea.catalog.product.Products;
import dev.marea.catalog.product.UnknownProductException;
import dev.marea.service.audit.Audited;
import dev.marea.service.page.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/products", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "products", description = "Products of the shop; changes need the scope catalog:write")
class ProductController {

	private static final String SKU = "^" + Product.SKU + "$";

	private static final String ONE = "/{sku:" + Product.SKU + "}";

	private final Products products;

	private final ProductListing listing;

	ProductController(Products products, ProductListing listing) {
		this.products = products;
		this.listing = listing;
	}

	@GetMapping
	@Operation(operationId = "listProducts",
			summary = "A page of products in the order of their SKUs; with a search, the best matches first")
	Page<ProductAnswer> page(
			@RequestParam(defaultValue = "") @Size(max = 100) @ProductText @Parameter(
					description = "Words that all occur in the name, description or category, in English or Spanish",
					schema = @Schema(pattern = ProductText.PATTERN)) String q,
			@RequestParam(defaultValue = "") @Pattern(regexp = "^(" + Product.CATEGORY + ")?$") String category,
			@RequestParam(defaultValue = "") @Pattern(regexp = "^(" + ProductListing.AFTER + ")?$") @Parameter(
					description = "The field next of the previous page") String after,
			@RequestParam(defaultValue = "20") @Min(1) @Max(100) @Parameter(allowEmptyValue = true) int limit) {
		Page<Offer> page = this.listing.page(q, category, after, limit);
		return new Page<>(page.items().stream().map(ProductAnswer::of).toList(), page.next());
	}

	@GetMapping("/categories")
	@Operation(operationId = "listCategories", summary = "All categories in alphabetical order")
	List<String> categories() {
		return this.listing.categories();
	}

	@GetMapping(ONE)
	@Operation(operationId = "getProduct", summary = "One product; its ETag is the value for If-Match")
	@ApiResponse(responseCode = "200", description = "The product")
	@ApiResponse(responseCode = "404", description = "No product has this SKU")
	ProductAnswer one(@Parameter(schema = @Schema(pattern = SKU)) @PathVariable String sku,
			HttpServletResponse response) {
		return answer(this.listing.find(sku).orElseThrow(() -> new UnknownProductException(sku)), response);
	}

	@Audited("product.create")
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	@SecurityRequirement(name = "bearer")
	@Operation(operationId = "createProducts", summary = "Creates a product, or imports all products of a file or none")
	@ApiResponse(responseCode = "201", description = "The product")
	@ApiResponse(responseCode = "409", description = "A product has this SKU already")
	@ApiResponse(responseCode = "422", description = "The price is in another currency, or the file has bad lines")
	ProductAnswer create(@RequestBody @Valid NewProduct product, HttpServletResponse response) {
		Offer created = this.products.create(product);
		response.setHeader(HttpHeaders.LOCATION, "/products/" + product.sku());
		return answer(created, response);
	}

	@Audited("product.change")
	@PutMapping(path = ONE, consumes = MediaType.APPLICATION_JSON_VALUE)
	@SecurityRequirement(name = "bearer")
	@Operation(operationId = "changeProduct",
			summary = "Changes a product unless it has changed since the caller read it")
	@ApiResponse(responseCode = "200", description = "The product as it is now")
	@ApiResponse(responseCode = "404", description = "No product has this SKU")
	@ApiResponse(responseCode = "409", description = "Orders hold more than the new stock")
	@ApiResponse(responseCode = "412", description = "The product has changed since it was read")
	@ApiResponse(responseCode = "422", description = "The price is in another currency")
	@ApiResponse(responseCode = "428", description = "If-Match is missing")
	ProductAnswer change(@Parameter(schema = @Schema(pattern = SKU)) @PathVariable String sku,
			@Parameter(required = true, schema = @Schema(pattern = IfMatch.PATTERN)) @RequestHeader(
					name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
			@RequestBody @Valid ProductChange change, HttpServletResponse response) {
		return answer(this.products.change(sku, IfMatch.parse(ifMatch), change), response);
	}

	@Audited("product.remove")
	@DeleteMapping(ONE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@SecurityRequirement(name = "bearer")
	@Operation(operationId = "removeProduct",
			summary = "Removes a product unless it has changed since the caller read it")
	@ApiResponse(responseCode = "204", description = "The product is removed")
	@ApiResponse(responseCode = "404", description = "No product has this SKU")
	@ApiResponse(responseCode = "409", description = "Orders hold some of its stock")
	@ApiResponse(responseCode = "412", description = "The product has changed since it was read")
	@ApiResponse(responseCode = "428", description = "If-Match is missing")
	void remove(@Parameter(schema = @Schema(pattern = SKU)) @PathVariable String sku,
			@Parameter(required = true, schema = @Schema(pattern = IfMatch.PATTERN)) @RequestHeader(
					name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
		this.products.remove(sku, IfMatch.parse(ifMatch));
	}

	/**
	 * Sets the ETag on the servlet response. Spring's own support would answer
	 * If-None-Match with 304, although the available stock changes without the ETag.
	 */
	private static ProductAnswer answer(Offer offer, HttpServletResponse response) {
		response.setHeader(HttpHeaders.ETAG, IfMatch.tag(offer.product().version()));
		return ProductAnswer.of(offer);
	}

}
