package dev.marea.order.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.marea.order.catalog.Reservation.Refused;
import dev.marea.order.catalog.Reservation.Reserved;
import dev.marea.order.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * JSON bodies of the catalog's answers. Unknown fields are ignored.
 */
final class Answers {

	private Answers() {
	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record Priced(UUID orderId, List<PricedLine> lines) {

		Reserved reserved(UUID order, List<ReservationLine> requested) {
			Set<ReservationLine> reserved = this.lines.stream()
				.map((line) -> new ReservationLine(line.sku(), line.quantity()))
				.collect(Collectors.toSet());
			if (!this.orderId.equals(order) || !reserved.equals(Set.copyOf(requested))) {
				throw new CatalogUnavailableException("The catalog reserved other lines for order " + order);
			}
			if (this.lines.stream().map((line) -> line.unitPrice().currency()).distinct().count() > 1) {
				throw new CatalogUnavailableException(
						"The catalog's prices have several currencies for order " + order);
			}
			return new Reserved(this.lines.stream().collect(Collectors.toMap(PricedLine::sku, PricedLine::unitPrice)));
		}

	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record PricedLine(String sku, int quantity, Money unitPrice) {
	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record Refusal(String type, @JsonProperty("short") @Nullable List<ShortLine> shortLines) {

		Refused refused() {
			String reason = this.type.substring(this.type.lastIndexOf('/') + 1);
			return switch (reason) {
				case "insufficient-stock", "reservation-cancelled", "reservation-differs" ->
					new Refused(reason, available());
				default -> throw new CatalogUnavailableException("The catalog answered 409 " + this.type);
			};
		}

		private Map<String, Integer> available() {
			return (this.shortLines == null) ? Map.of()
					: this.shortLines.stream().collect(Collectors.toMap(ShortLine::sku, ShortLine::available));
		}

	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record ShortLine(String sku, int available) {
	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record LivePage(List<Live> items, @Nullable String next) {
	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record Live(UUID orderId) {
	}

}
