package dev.marea.order;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.marea.order.catalog.Money;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An order of one owner, placed under one idempotency key.
 * <p>
 * While it is unfinished, whoever took it up last holds a lease on it, and is the only
 * one to reserve or give back its stock. The version fences the lease off: every taking
 * up raises it, so an attempt that lost its lease can no longer write its outcome.
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

	@Version
	private long version;

	Order(UUID id, String issuer, String owner, String idempotencyKey, String fingerprint, Instant placedAt,
			OrderStatus status, OrderLines lines, @Nullable Instant leaseUntil) {
		this.id = id;
		this.issuer = issuer;
		this.owner = owner;
		this.idempotencyKey = idempotencyKey;
		this.fingerprint = fingerprint;
		this.placedAt = placedAt;
		this.status = status;
		this.lines = lines;
		this.leaseUntil = leaseUntil;
	}

	/** A new order, leased to whoever places it. */
	static Order place(Owner owner, String idempotencyKey, OrderLines lines, Instant now, Duration lease) {
		return new Order(UuidCreator.getTimeOrderedEpoch(), owner.issuer(), owner.subject(), idempotencyKey,
				lines.fingerprint(), now, OrderStatus.PENDING, lines, now.plus(lease));
	}

	/**
	 * Refuses another request under this order's key.
	 * @throws KeyReusedException where the lines are others
	 */
	void requireSameRequest(OrderLines lines) {
		if (!this.fingerprint.equals(lines.fingerprint())) {
			throw new KeyReusedException(this.idempotencyKey);
		}
	}

	/**
	 * Takes an unfinished order up again.
	 * @throws OrderInProgressException while somebody else's lease lasts
	 */
	void takeUp(Instant now, Duration lease) {
		require(OrderStatus.PENDING, OrderStatus.CANCELLING);
		if (this.leaseUntil != null && this.leaseUntil.isAfter(now)) {
			throw new OrderInProgressException(this.id);
		}
		this.leaseUntil = now.plus(lease);
	}

	/** Gives the lease back, so that anybody may take the order up. */
	void letGo(Instant now) {
		require(OrderStatus.PENDING, OrderStatus.CANCELLING);
		this.leaseUntil = now;
	}

	/** The stock is reserved at these prices. */
	void confirm(Map<String, Money> unitPrices) {
		require(OrderStatus.PENDING);
		OrderLines priced = this.lines.priced(unitPrices);
		this.total = priced.total();
		this.lines = priced;
		finish(OrderStatus.CONFIRMED);
	}

	/** The stock is not reserved, and never will be for this order. */
	void reject(String reason, Map<String, Integer> available) {
		require(OrderStatus.PENDING);
		this.lines = this.lines.shortOf(available);
		this.rejection = reason;
		finish(OrderStatus.REJECTED);
	}

	/**
	 * Begins to cancel, or takes up again what another began.
	 * @throws OrderInProgressException while somebody else's lease lasts, and while it is
	 * open whether the order will be confirmed
	 * @throws OrderNotCancellableException where it was rejected
	 */
	void cancel(Instant now, Duration lease) {
		switch (this.status) {
			case CONFIRMED -> {
				this.status = OrderStatus.CANCELLING;
				this.leaseUntil = now.plus(lease);
			}
			case CANCELLING -> takeUp(now, lease);
			case PENDING -> throw new OrderInProgressException(this.id);
			case REJECTED -> throw new OrderNotCancellableException(this.id);
			case CANCELLED -> throw new IllegalStateException("Order " + this.id + " is CANCELLED already");
		}
	}

	/** The stock is given back. */
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

	/** Why it was rejected. */
	public @Nullable String rejection() {
		return this.rejection;
	}

	public Instant placedAt() {
		return this.placedAt;
	}

	@Nullable Instant leaseUntil() {
		return this.leaseUntil;
	}

}
