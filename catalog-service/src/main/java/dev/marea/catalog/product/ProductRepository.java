package dev.marea.catalog.product;

import java.util.Optional;

import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.ListCrudRepository;

interface ProductRepository extends ListCrudRepository<Product, String> {

	/**
	 * Locks the product: no other transaction changes or removes it until this one ends.
	 */
	@Lock(LockMode.PESSIMISTIC_WRITE)
	Optional<Product> findBySku(String sku);

}
