package dev.marea.order;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.marea.order.money.Money;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An order of one owner, placed under one idempotency key.
 * <p>
 * The last attempt that acquired an unfinished order holds its lease. Only this attempt
 * reserves or releases the order's stock. Each takeover increments the order's version,
 * so an attempt that lost its lease cannot write its outcome any more.
 */
@Table("orders")
public class Order {

	@Id
	private final UUID id;

	private final String issuer;

	/** Subject of the owner's token. */
	private final String owner;

	private final String idempotencyKey;

	private final String fingerprint;

	private final Instant placedAt;

	private OrderStatus status;

	private OrderLines lines;

	@Embedded.Nullable(prefix = "total_")
	private @Nullable Money total;

	private @Nullable String rejection;

	private @Nullable Instant leaseUntil;

	private final @Nullable String traceparent;

	@Version
	private long version;

	Order(UUID id, String issuer, String owner, String idempotencyKey, String fingerprint, Instant placedAt,
			OrderStatus status, OrderLines lines, @Nullable Instant leaseUntil, @Nullable String traceparent) {
		this.id = id;
		this.issuer = issuer;
		this.owner = owner;
		this.idempotencyKey = idempotencyKey;
		this.fingerprint = fingerprint;
		this.placedAt = placedAt;
		this.status = status;
		this.lines = lines;
		this.leaseUntil = leaseUntil;
		this.traceparent = traceparent;
	}

	/**
	 * A new order; the caller holds its lease.
	 * @param traceparent span of the request, for a trace that continues the order later;
	 * null if it is not sampled
	 */
	static Order place(Owner owner, String idempotencyKey, OrderLines lines, Instant now, Duration lease,
			@Nullable String traceparent) {
		return new Order(UuidCreator.getTimeOrderedEpoch(), owner.issuer(), owner.subject(), idempotencyKey,
				lines.fingerprint(), now, OrderStatus.PENDING, lines, now.plus(lease), traceparent);
	}

	/**
	 * Rejects a different request with this order's key.
	 * @throws KeyReusedException if the lines differ
	 */
	void requireSameRequest(OrderLines lines) {
		if (!this.fingerprint.equals(lines.fingerprint())) {
			throw new KeyReusedException(this.idempotencyKey);
		}
	}

	/**
	 * Acquires the lease of an unfinished order.
	 * @throws OrderInProgressException while another attempt's lease lasts
	 */
	void acquire(Instant now, Duration lease) {
		require(OrderStatus.PENDING, OrderStatus.CANCELLING);
		if (this.leaseUntil != null && this.leaseUntil.isAfter(now)) {
			throw new OrderInProgressException(this.id);
		}
		this.leaseUntil = now.plus(lease);
	}

	/** Releases the lease, so that any attempt may acquire it. */
	void release(Instant now) {
		require(OrderStatus.PENDING, OrderStatus.CANCELLING);
		this.leaseUntil = now;
	}

	/** Confirms the order: its stock is reserved at these prices. */
	void confirm(Map<String, Money> unitPrices) {
		require(OrderStatus.PENDING);
		OrderLines priced = this.lines.priced(unitPrices);
		this.total = priced.total();
		this.lines = priced;
		finish(OrderStatus.CONFIRMED);
	}

	/** Rejects the order: its stock is not reserved and never will be. */
	void reject(String reason, Map<String, Integer> available) {
		require(OrderStatus.PENDING);
		this.lines = this.lines.shortOf(available);
		this.rejection = reason;
		finish(OrderStatus.REJECTED);
	}

	/**
	 * Begins to cancel the order, or takes over a cancellation that another attempt
	 * began.
	 * @throws OrderInProgressException while another attempt's lease lasts, and while the
	 * order is not confirmed yet
	 * @throws OrderNotCancellableException if the order was rejected
	 */
	void cancel(Instant now, Duration lease) {
		switch (this.status) {
			case CONFIRMED -> {
				this.status = OrderStatus.CANCELLING;
				this.leaseUntil = now.plus(lease);
			}
			case CANCELLING -> acquire(now, lease);
			case PENDING -> throw new OrderInProgressException(this.id);
			case REJECTED -> throw new OrderNotCancellableException(this.id);
			case CANCELLED -> throw new IllegalStateException("Order " + this.id + " is CANCELLED already");
		}
	}

	/** Completes the cancellation: the stock is released. */
	void stockReturned() {
		require(OrderStatus.CANCELLING);
		finish(OrderStatus.CANCELLED);
	}

	private void finish(OrderStatus outcome) {
		this.status = outcome;
		this.leaseUntil = null;
	}

	private void require(OrderStatus first, OrderStatus... others) {
		if (!EnumSet.of(first, others).contains(this.status)) {
			throw new IllegalStateException("Order " + this.id + " is " + this.status);
		}
	}

	public UUID id() {
		return this.id;
	}

	public Owner owner() {
		return new Owner(this.issuer, this.owner);
	}

	public OrderStatus status() {
		return this.status;
	}

	public OrderLines lines() {
		return this.lines;
	}

	public @Nullable Money total() {
		return this.total;
	}

	/** Reason of the rejection; null unless the order is rejected. */
	public @Nullable String rejection() {
		return this.rejection;
	}

	public Instant placedAt() {
		return this.placedAt;
	}

	@Nullable String traceparent() {
		return this.traceparent;
	}

	@Nullable Instant leaseUntil() {
		return this.leaseUntil;
	}

}
