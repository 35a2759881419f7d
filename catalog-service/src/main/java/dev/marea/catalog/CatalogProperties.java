package dev.marea.catalog;

import java.util.Currency;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The shop.
 *
 * @param currency the one currency of its prices
 * @param seed whether a fresh database gets the seed catalogue (in EUR)
 * @param importLines maximum number of lines of an imported file, blank ones included;
 * each product takes about 150 bytes of memory until the import ends
 * @param imports maximum number of imports at once; further ones are answered 503. Each
 * keeps its file in memory, see {@code marea.body.limits}
 */
@ConfigurationProperties("marea.catalog")
@Validated
public record CatalogProperties(@DefaultValue("EUR") @NotNull Currency currency, @DefaultValue("true") boolean seed,
		@DefaultValue("50000") @Min(1) int importLines, @DefaultValue("2") @Min(1) int imports) {
}
