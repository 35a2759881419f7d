package dev.marea.catalog.productimport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import dev.marea.catalog.product.NewProduct;
import dev.marea.catalog.product.Product;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether all lines of a file can be imported. Keeps one batch of lines and the
 * SKU of each product in memory.
 */
class ImportCheck implements LineHandler {

	/** Number of lines whose SKUs one query looks up. */
	static final int BATCH = 500;

	private final int maxLines;

	private final Function<NewProduct, List<String>> faults;

	private final Function<List<String>, Set<String>> existing;

	private final List<PendingLine> batch = new ArrayList<>(BATCH);

	/** First line of each SKU. */
	private final Map<String, Long> skus = new HashMap<>();

	private final BadLines bad = new BadLines();

	private int products;

	/**
	 * Checks one file.
	 * @param maxLines largest accepted line number
	 * @param faults finds the faults of a product's values
	 * @param existing returns those of the SKUs that exist already
	 */
	ImportCheck(int maxLines, Function<NewProduct, List<String>> faults, Function<List<String>, Set<String>> existing) {
		this.maxLines = maxLines;
		this.faults = faults;
		this.existing = existing;
	}

	@Override
	public void product(long line, NewProduct product) {
		this.products++;
		add(new PendingLine(line, product, ""));
	}

	@Override
	public void bad(long line, String detail) {
		add(new PendingLine(line, null, detail));
	}

	/**
	 * Ends the check.
	 * @return number of products
	 * @throws BadLinesException with the first bad lines
	 */
	int finish() {
		checkBatch();
		if (this.bad.count() == 0 && this.products == 0) {
			this.bad.add(1, "There are no products.");
		}
		if (this.bad.count() > 0) {
			throw new BadLinesException(this.bad);
		}
		return this.products;
	}

	private void add(PendingLine line) {
		if (line.number() > this.maxLines) {
			throw new TooManyLinesException(this.maxLines);
		}
		this.batch.add(line);
		if (this.batch.size() == BATCH) {
			checkBatch();
		}
	}

	private void checkBatch() {
		List<String> named = this.batch.stream().map(PendingLine::sku).filter(Objects::nonNull).toList();
		Set<String> taken = named.isEmpty() ? Set.of() : this.existing.apply(named);
		this.batch.forEach((line) -> check(line, taken));
		this.batch.clear();
	}

	private void check(PendingLine line, Set<String> taken) {
		NewProduct product = line.product();
		if (product == null) {
			this.bad.add(line.number(), line.detail());
			return;
		}
		this.faults.apply(product).forEach((fault) -> this.bad.add(line.number(), fault));
		String sku = line.sku();
		if (sku != null) {
			Long earlier = this.skus.putIfAbsent(sku, line.number());
			if (taken.contains(sku)) {
				this.bad.add(line.number(), "sku " + sku + " exists already");
			}
			else if (earlier != null) {
				this.bad.add(line.number(), "sku " + sku + " is on line " + earlier + " too");
			}
		}
	}

	/**
	 * A line that waits for its batch.
	 *
	 * @param product absent if the line could not be read; {@code detail} has the reason
	 */
	private record PendingLine(long number, @Nullable NewProduct product, String detail) {

		/** The product's SKU; null if it is missing or malformed. */
		@Nullable String sku() {
			return (this.product != null && this.product.sku() != null && this.product.sku().matches(Product.SKU))
					? this.product.sku() : null;
		}

	}

}
