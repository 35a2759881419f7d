package dev.marea.catalog.productimport.web;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.marea.catalog.productimport.CsvReader;
import dev.marea.catalog.productimport.JsonLinesReader;
import dev.marea.catalog.productimport.ProductImport;
import dev.marea.service.audit.AuditNotes;
import dev.marea.service.audit.Audited;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "products")
@SecurityRequirement(name = "bearer")
class ImportController {

	/**
	 * The same as that of JSON's operation, as OpenAPI has one operation per path and
	 * method.
	 */
	private static final String SUMMARY = "Creates a product, or imports all products of a file or none";

	private static final String CSV = "text/csv";

	private static final String JSON_LINES = MediaType.APPLICATION_NDJSON_VALUE;

	private final ProductImport productImport;

	private final JsonLinesReader jsonLines;

	ImportController(ProductImport productImport, JsonLinesReader jsonLines) {
		this.productImport = productImport;
		this.jsonLines = jsonLines;
	}

	@Audited("product.import")
	@PostMapping(path = "/products", consumes = CSV, produces = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "createProducts", summary = SUMMARY)
	@ApiResponse(responseCode = "200", description = "All products are imported")
	@ApiResponse(responseCode = "422", description = "Nothing is imported; the answer lists the bad lines by number")
	Imported csv(@Parameter(hidden = true) @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
			@RequestBody @Schema(type = "string", minLength = 1) byte[] body)
			throws HttpMediaTypeNotSupportedException {
		requireUtf8(type);
		return imported(this.productImport.importAll(body, CsvReader::read));
	}

	@Audited("product.import")
	@PostMapping(path = "/products", consumes = JSON_LINES, produces = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "createProducts", summary = SUMMARY)
	@ApiResponse(responseCode = "200", description = "All products are imported")
	@ApiResponse(responseCode = "422", description = "Nothing is imported; the answer lists the bad lines by number")
	Imported jsonLines(@Parameter(hidden = true) @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
			@RequestBody @Schema(type = "string", minLength = 1) byte[] body)
			throws HttpMediaTypeNotSupportedException {
		requireUtf8(type);
		return imported(this.productImport.importAll(body, this.jsonLines));
	}

	private static Imported imported(int products) {
		AuditNotes.add("imported", products);
		return new Imported(products);
	}

	private static void requireUtf8(MediaType type) throws HttpMediaTypeNotSupportedException {
		Charset charset = type.getCharset();
		if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
			throw new HttpMediaTypeNotSupportedException(type,
					List.of(MediaType.parseMediaType(CSV), MediaType.APPLICATION_NDJSON));
		}
	}

	/**
	 * @param imported number of new products
	 */
	record Imported(int imported) {
	}

}
