package dev.marea.catalog.intake;

import java.io.IOException;
import java.io.InputStream;

import dev.marea.catalog.CatalogProperties;
import dev.marea.catalog.product.ProductLoader;
import dev.marea.catalog.stock.StockLedger;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * Gives a fresh database its first products: {@code catalogue.csv}, as one could import
 * it.
 */
@Component
class SeedCatalogue implements JavaMigration {

	private final CatalogProperties properties;

	SeedCatalogue(CatalogProperties properties) {
		this.properties = properties;
	}

	static Lines catalogue() throws IOException {
		try (InputStream file = new ClassPathResource("catalogue.csv").getInputStream()) {
			return CsvReader.read(file.readAllBytes());
		}
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
		JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(context.getConnection(), true));
		new ProductLoader(jdbc, new StockLedger(jdbc))
			.load(catalogue().products().stream().map(Lines.Line::product).toList());
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
