package dev.marea.catalog.product;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;

import dev.marea.service.page.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads products with their available stock.
 */
@Repository
public class ProductListing {

	/** Pattern of {@code after} if it is not blank. */
	public static final String AFTER = PageStart.PATTERN;

	private static final String COLUMNS = """
			SELECT p.sku, p.name_en, p.name_es, p.description_en, p.description_es, p.category, p.price_amount,
			       p.price_currency, p.version, s.on_hand - s.reserved AS available
			""";

	private static final String OFFER = COLUMNS + "FROM product p JOIN stock s ON s.sku = p.sku\n";

	/**
	 * Ranks are integers from 0 to 1,001,000, so that a page can begin after a rank. A
	 * product that has the last word as a whole word ranks above a product that has it as
	 * a prefix.
	 */
	static final String SEARCH = """
			WITH found AS (
			    SELECT p.sku, round(1000000 * greatest(
			               ts_rank(p.search_en, to_tsquery('product_english', :exact)),
			               ts_rank(p.search_es, to_tsquery('product_spanish', :exact)))
			           + 1000 * greatest(
			               ts_rank(p.search_en, to_tsquery('product_english', :typed)),
			               ts_rank(p.search_es, to_tsquery('product_spanish', :typed))))::integer AS rank
			    FROM product p
			    WHERE (p.search_en @@ to_tsquery('product_english', :typed)
			        OR p.search_es @@ to_tsquery('product_spanish', :typed))
			    AND (:category = '' OR p.category = :category)),
			start AS (
			    SELECT coalesce(:rank::integer, (SELECT rank FROM found WHERE sku = :after), 2147483647) AS rank)
			""" + COLUMNS + """
			, f.rank
			FROM start CROSS JOIN found f JOIN product p ON p.sku = f.sku JOIN stock s ON s.sku = p.sku
			WHERE f.rank < start.rank OR (f.rank = start.rank AND f.sku > :after)
			ORDER BY f.rank DESC, f.sku LIMIT :limit
			""";

	private final JdbcClient jdbc;

	ProductListing(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A page of products in the order of their SKUs; with a search, the best matches
	 * first.
	 * @param q words that must all occur in the name, description or category, in English
	 * or in Spanish. Form, case and accents do not matter; the last word may be a prefix;
	 * blank for all products
	 * @param category the only category, or blank
	 * @param after {@code next} of the previous page, or blank
	 * @param limit size of the page
	 */
	public Page<Offer> page(String q, String category, String after, int limit) {
		SearchWords words = SearchWords.of(q);
		PageStart start = PageStart.of(after);
		List<Found> found = words.isEmpty() ? all(category, start, limit + 1)
				: search(words, category, start, limit + 1);
		if (found.size() <= limit) {
			return new Page<>(found.stream().map(Found::offer).toList(), null);
		}
		List<Found> page = found.subList(0, limit);
		Found last = page.getLast();
		return new Page<>(page.stream().map(Found::offer).toList(),
				new PageStart(last.offer().product().sku(), last.rank()).toString());
	}

	private List<Found> all(String category, PageStart start, int limit) {
		return this.jdbc
			.sql(OFFER
					+ "WHERE p.sku > :after AND (:category = '' OR p.category = :category) ORDER BY p.sku LIMIT :limit")
			.param("after", start.sku())
			.param("category", category)
			.param("limit", limit)
			.query((row, number) -> new Found(offer(row, number), null))
			.list();
	}

	private List<Found> search(SearchWords words, String category, PageStart start, int limit) {
		return this.jdbc.sql(SEARCH)
			.param("exact", words.exact())
			.param("typed", words.typed())
			.param("category", category)
			.param("rank", start.rank(), Types.INTEGER)
			.param("after", start.sku())
			.param("limit", limit)
			.query((row, number) -> new Found(offer(row, number), row.getInt("rank")))
			.list();
	}

	public Optional<Offer> find(String sku) {
		return this.jdbc.sql(OFFER + "WHERE p.sku = :sku").param("sku", sku).query(ProductListing::offer).optional();
	}

	public List<String> categories() {
		return this.jdbc.sql("SELECT DISTINCT category FROM product ORDER BY category").query(String.class).list();
	}

	private static Offer offer(ResultSet row, int number) throws SQLException {
		Product product = new Product(row.getString("sku"),
				new Name(row.getString("name_en"), row.getString("name_es")),
				new Description(row.getString("description_en"), row.getString("description_es")),
				row.getString("category"),
				new Money(row.getBigDecimal("price_amount"), row.getString("price_currency")), row.getLong("version"));
		return new Offer(product, row.getInt("available"));
	}

	/**
	 * A product of a page.
	 *
	 * @param rank absent without a search
	 */
	private record Found(Offer offer, @Nullable Integer rank) {
	}

}
