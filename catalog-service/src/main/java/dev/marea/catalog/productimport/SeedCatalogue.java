package dev.marea.catalog.productimport;

import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import dev.marea.catalog.CatalogProperties;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Writes the products of {@code catalogue.csv} into a new database. It uses its own SQL
 * because it runs on the tables of version 1, and other code may need later ones.
 */
@Component
class SeedCatalogue implements JavaMigration {

	private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

	private final CatalogProperties properties;

	SeedCatalogue(CatalogProperties properties) {
		this.properties = properties;
	}

	@Override
	public void migrate(Context context) throws Exception {
		if (!this.properties.seed()) {
			return;
		}
		if (!this.properties.currency().getCurrencyCode().equals("EUR")) {
			throw new IllegalStateException(
					"The seed catalogue is in EUR: set marea.catalog.seed=false for another currency");
		}
		Connection connection = context.getConnection();
		try (Reader file = new InputStreamReader(new ClassPathResource("catalogue.csv").getInputStream(),
				StandardCharsets.UTF_8);
				PreparedStatement product = connection.prepareStatement("""
						INSERT INTO product (sku, name_en, name_es, description_en, description_es, category,
						                     price_amount, price_currency, version)
						VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
						""");
				PreparedStatement stock = connection.prepareStatement("INSERT INTO stock (sku, on_hand) VALUES (?, ?)");
				PreparedStatement movement = connection
					.prepareStatement("INSERT INTO stock_movement (sku, kind, on_hand) VALUES (?, 'RECEIVED', ?)")) {
			for (CSVRecord row : FORMAT.parse(file)) {
				addProduct(product, row);
				addQuantity(stock, row);
				addQuantity(movement, row);
			}
			product.executeBatch();
			stock.executeBatch();
			movement.executeBatch();
		}
	}

	private static void addProduct(PreparedStatement product, CSVRecord row) throws SQLException {
		product.setString(1, row.get("sku"));
		product.setString(2, row.get("name_en"));
		product.setString(3, row.get("name_es"));
		product.setString(4, row.get("description_en"));
		product.setString(5, row.get("description_es"));
		product.setString(6, row.get("category"));
		product.setBigDecimal(7, new BigDecimal(row.get("price")));
		product.setString(8, row.get("currency"));
		product.addBatch();
	}

	private static void addQuantity(PreparedStatement statement, CSVRecord row) throws SQLException {
		statement.setString(1, row.get("sku"));
		statement.setInt(2, Integer.parseInt(row.get("stock")));
		statement.addBatch();
	}

	@Override
	public MigrationVersion getVersion() {
		return MigrationVersion.fromVersion("2");
	}

	@Override
	public String getDescription() {
		return "seed catalogue";
	}

	@Override
	public @Nullable Integer getChecksum() {
		return null;
	}

	@Override
	public boolean canExecuteInTransaction() {
		return true;
	}

}
