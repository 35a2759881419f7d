package dev.marea.catalog.product;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.marea.service.page.Page;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The catalogue as it is read: products with what is available of them.
 */
@Repository
public class ProductListing {

	private static final String OFFER = """
			SELECT p.sku, p.name_en, p.name_es, p.description_en, p.description_es, p.category, p.price_amount,
			       p.price_currency, p.version, s.on_hand - s.reserved AS available
			FROM product p JOIN stock s ON s.sku = p.sku
			""";

	private static final Pattern SPACES = Pattern.compile("\\s+");

	private final JdbcClient jdbc;

	ProductListing(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A page in the order of the skus.
	 * @param q words that must all occur in a name or a description of either language,
	 * whatever their case and accents; blank for all products
	 * @param category the only category, or blank
	 * @param after the sku that the page begins behind, or blank
	 * @param limit size of the page
	 */
	public Page<Offer> page(String q, String category, String after, int limit) {
		List<Offer> offers = this.jdbc.sql(OFFER + """
				WHERE p.sku > :after AND (:category = '' OR p.category = :category)
				AND p.search LIKE ALL (SELECT '%' || fold(word) || '%' FROM unnest(string_to_array(:words, ' ')) word)
				ORDER BY p.sku LIMIT :limit
				""")
			.param("after", after)
			.param("category", category)
			.param("words", words(q))
			.param("limit", limit + 1)
			.query(ProductListing::offer)
			.list();
		if (offers.size() <= limit) {
			return new Page<>(offers, null);
		}
		List<Offer> page = offers.subList(0, limit);
		return new Page<>(page, page.getLast().product().sku());
	}

	public Optional<Offer> find(String sku) {
		return this.jdbc.sql(OFFER + "WHERE p.sku = :sku").param("sku", sku).query(ProductListing::offer).optional();
	}

	public List<String> categories() {
		return this.jdbc.sql("SELECT DISTINCT category FROM product ORDER BY category").query(String.class).list();
	}

	private static String words(String q) {
		String literal = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
		return SPACES.matcher(literal.strip()).replaceAll(" ");
	}

	private static Offer offer(ResultSet row, int number) throws SQLException {
		Product product = new Product(row.getString("sku"),
				new Name(row.getString("name_en"), row.getString("name_es")),
				new Description(row.getString("description_en"), row.getString("description_es")),
				row.getString("category"),
				new Money(row.getBigDecimal("price_amount"), row.getString("price_currency")), row.getLong("version"));
		return new Offer(product, row.getInt("available"));
	}

}
