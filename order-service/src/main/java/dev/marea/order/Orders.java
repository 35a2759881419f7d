package dev.marea.order;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.ListCrudRepository;

interface Orders extends ListCrudRepository<Order, UUID> {

	@Lock(LockMode.PESSIMISTIC_WRITE)
	Optional<Order> findByIssuerAndOwnerAndIdempotencyKey(String issuer, String owner, String idempotencyKey);

	@Lock(LockMode.PESSIMISTIC_WRITE)
	Optional<Order> findForUpdateByIdAndIssuerAndOwner(UUID id, String issuer, String owner);

	Optional<Order> findByIdAndIssuerAndOwner(UUID id, String issuer, String owner);

	@Query("""
			SELECT * FROM orders
			WHERE issuer = :issuer AND owner = :owner AND id < :before
			ORDER BY id DESC LIMIT :limit""")
	List<Order> findNewest(String issuer, String owner, UUID before, int limit);

	/**
	 * Locks and returns unfinished orders whose leases have expired, the longest expired
	 * first. Skips orders that another transaction has locked.
	 */
	@Query("""
			SELECT * FROM orders
			WHERE status IN ('PENDING', 'CANCELLING') AND lease_until <= clock_timestamp()
			ORDER BY lease_until LIMIT :limit
			FOR UPDATE SKIP LOCKED""")
	List<Order> findAbandoned(int limit);

	/**
	 * Seconds since the oldest pending order was placed; null if no order is pending.
	 * Looks at the 1000 orders whose leases expire first, as an outage may leave many.
	 */
	@Query("""
			SELECT extract(epoch FROM clock_timestamp() - min(placed_at))::float8 FROM (
				SELECT placed_at FROM orders WHERE status = 'PENDING' ORDER BY lease_until LIMIT 1000) AS pending""")
	@Nullable Double secondsOfOldestPending();

}
