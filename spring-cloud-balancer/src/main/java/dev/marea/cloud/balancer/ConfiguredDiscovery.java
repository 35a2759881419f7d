package dev.marea.cloud.balancer;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks, for each service, the discovery that the configuration names for it. Always there
 * and decided at run time: one image serves every place.
 */
class ConfiguredDiscovery implements Discovery {

	private static final Logger logger = LoggerFactory.getLogger(ConfiguredDiscovery.class);

	private final DiscoveryProperties properties;

	private final @Nullable FileDiscovery files;

	private final DnsDiscovery names;

	/**
	 * Without its class in any signature: where it is not enabled, its library need not
	 * be there.
	 */
	private final @Nullable Discovery slices;

	ConfiguredDiscovery(DiscoveryProperties properties) {
		this.properties = properties;
		this.files = (properties.directory() != null) ? new FileDiscovery(properties.directory(), properties.poll())
				: null;
		this.names = new DnsDiscovery(properties.dnsPeriod());
		this.slices = properties.kubernetes().enabled() ? EndpointSliceDiscovery.inCluster(properties.kubernetes())
				: null;
	}

	@Override
	public void follow(String service, Consumer<List<Instance>> listener) {
		List<String> fixed = this.properties.fixedFor(service);
		DiscoveryProperties.Name name = this.properties.nameOf(service);
		if (fixed != null) {
			listener.accept(fixed.stream().map(ConfiguredDiscovery::fixed).toList());
		}
		else if (name != null) {
			this.names.follow(name, listener);
		}
		else if (this.slices != null) {
			this.slices.follow(service, listener);
		}
		else if (this.files != null) {
			this.files.follow(service, listener);
		}
		else {
			logger.warn("No discovery is configured for {}: it has no instances", service);
			listener.accept(List.of());
		}
	}

	private static Instance fixed(String address) {
		URI uri = URI.create(address.strip());
		if (!"http".equals(uri.getScheme()) || uri.getRawAuthority() == null || !uri.getRawPath().isEmpty()) {
			throw new IllegalArgumentException("marea.discovery.fixed wants http://host:port, not '" + address + "'");
		}
		return Instance.of((uri.getPort() < 0) ? uri.getRawAuthority() + ":80" : uri.getRawAuthority());
	}

	@Override
	public void close() {
		this.names.close();
		if (this.slices != null) {
			this.slices.close();
		}
		if (this.files != null) {
			this.files.close();
		}
	}

}
