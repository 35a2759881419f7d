package dev.marea.catalog.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.marea.catalog.CatalogProperties;
import dev.marea.catalog.product.NewProduct;
import dev.marea.catalog.product.Product;
import dev.marea.catalog.product.ProductLoader;
import dev.marea.service.problem.ProblemException;
import jakarta.validation.Validator;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Imports all products of a file, or none and says which lines are wrong.
 */
@Service
public class ProductIntake {

	/** As many bad lines as an answer names. */
	private static final int MAX_REPORTED = 100;

	private final ProductLoader loader;

	private final Validator validator;

	private final String currency;

	ProductIntake(ProductLoader loader, Validator validator, CatalogProperties properties) {
		this.loader = loader;
		this.validator = validator;
		this.currency = properties.currency().getCurrencyCode();
	}

	/**
	 * @return how many products are new
	 * @throws ProblemException 422 with the bad lines
	 */
	@Transactional
	public int take(Lines lines) {
		List<BadLine> bad = new ArrayList<>(lines.bad());
		lines.products().forEach((line) -> check(line, bad));
		checkSkus(lines.products(), bad);
		if (!bad.isEmpty()) {
			throw refusal(bad);
		}
		if (lines.products().isEmpty()) {
			throw refusal(List.of(new BadLine(1, "There are no products.")));
		}
		try {
			this.loader.load(lines.products().stream().map(Lines.Line::product).toList());
			return lines.products().size();
		}
		catch (DuplicateKeyException ex) {
			throw new ProblemException(HttpStatus.CONFLICT, "product-exists",
					"One of the products was created meanwhile; nothing was imported.");
		}
	}

	private void check(Lines.Line line, List<BadLine> bad) {
		this.validator.validate(line.product())
			.stream()
			.map((violation) -> violation.getPropertyPath() + " " + violation.getMessage())
			.sorted()
			.forEach((detail) -> bad.add(new BadLine(line.number(), detail)));
		if (line.product().price() != null && line.product().price().currency() != null
				&& !this.currency.equals(line.product().price().currency())) {
			bad.add(new BadLine(line.number(), "price.currency must be " + this.currency));
		}
	}

	private void checkSkus(List<Lines.Line> lines, List<BadLine> bad) {
		Set<String> existing = this.loader.existing(lines.stream()
			.map((line) -> line.product().sku())
			.filter((sku) -> sku != null && sku.matches(Product.SKU))
			.toList());
		Map<String, Long> first = new HashMap<>();
		for (Lines.Line line : lines) {
			NewProduct product = line.product();
			Long earlier = first.putIfAbsent(product.sku(), line.number());
			if (existing.contains(product.sku())) {
				bad.add(new BadLine(line.number(), "sku " + product.sku() + " exists already"));
			}
			else if (earlier != null) {
				bad.add(new BadLine(line.number(), "sku " + product.sku() + " is on line " + earlier + " too"));
			}
		}
	}

	private static ProblemException refusal(List<BadLine> bad) {
		String detail = (bad.size() == 1) ? "1 line is bad; nothing was imported."
				: bad.size() + " lines are bad; nothing was imported.";
		return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-request", detail).with("lines",
				bad.stream().sorted(Comparator.comparingLong(BadLine::line)).limit(MAX_REPORTED).toList());
	}

}
