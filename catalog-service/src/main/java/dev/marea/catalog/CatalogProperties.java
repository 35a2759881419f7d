package dev.marea.catalog;

import java.util.Currency;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The shop.
 *
 * @param currency the one currency of its prices
 * @param seed whether a fresh database gets the seed catalogue (in EUR)
 */
@ConfigurationProperties("marea.catalog")
@Validated
public record CatalogProperties(@DefaultValue("EUR") @NotNull Currency currency, @DefaultValue("true") boolean seed) {
}
