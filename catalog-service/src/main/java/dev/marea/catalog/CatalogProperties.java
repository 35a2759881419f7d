package dev.marea.catalog;

import java.util.Currency;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the catalogue.
 *
 * @param currency currency of all prices
 * @param seed whether a fresh database gets the seed catalogue (in EUR)
 * @param importLines maximum number of lines of an imported file, including blank lines;
 * each product takes about 150 bytes of memory until the import ends
 * @param imports maximum number of imports at once; further imports are answered 503.
 * Each import keeps its file in memory; {@code marea.body.limits} bounds the file
 */
@ConfigurationProperties("marea.catalog")
@Validated
public record CatalogProperties(@DefaultValue("EUR") @NotNull Currency currency, @DefaultValue("true") boolean seed,
		@DefaultValue("50000") @Min(1) int importLines, @DefaultValue("2") @Min(1) int imports) {
}
