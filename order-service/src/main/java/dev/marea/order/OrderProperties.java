package dev.marea.order;

import java.time.Duration;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How orders are finished.
 *
 * @param lease how long an attempt holds an order exclusively
 * @param catalogTimeout longest duration of a call of the catalog, including retries on
 * other instances. An attempt makes one call, so the lease must be at least twice as long
 * @param workerPeriod time between two searches for abandoned orders
 * @param workerBatch maximum number of abandoned orders that a replica takes over at once
 */
@ConfigurationProperties("marea.orders")
@Validated
public record OrderProperties(@DefaultValue("10s") @NotNull @DurationMin(millis = 100) Duration lease,
		@DefaultValue("4s") @NotNull @DurationMin(millis = 10) Duration catalogTimeout,
		@DefaultValue("1s") @NotNull @DurationMin(millis = 10) Duration workerPeriod,
		@DefaultValue("4") @Min(1) @Max(100) int workerBatch) {

	@AssertTrue(message = "marea.orders.lease must be at least twice marea.orders.catalog-timeout")
	public boolean isLeaseOutlastingCalls() {
		return this.lease.compareTo(this.catalogTimeout.multipliedBy(2)) >= 0;
	}

}
