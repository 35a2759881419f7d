package dev.marea.cloud.balancer;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows each service in the source that the configuration names for it. The bean always
 * exists and reads its configuration at run time, so that one image serves every place.
 */
class ConfiguredDiscovery implements Discovery {

	private static final Logger logger = LoggerFactory.getLogger(ConfiguredDiscovery.class);

	private final DiscoveryProperties properties;

	private final @Nullable FileDiscovery files;

	private final DnsDiscovery names;

	/**
	 * Not of type {@link EndpointSliceDiscovery}: the Kubernetes client's jars may be
	 * missing if this source is off.
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

	/** Whether the configuration has a source for the service. */
	boolean covers(String service) {
		return fixes(service) || this.properties.nameOf(service) != null || this.slices != null || this.files != null;
	}

	/** Whether the service has a fixed list. */
	boolean fixes(String service) {
		return this.properties.fixedFor(service) != null;
	}

	/** Services that the configuration names, in its spelling. */
	Set<String> services() {
		Set<String> names = new TreeSet<>(this.properties.fixed().keySet());
		names.addAll(this.properties.dns().keySet());
		if (this.slices != null) {
			names.addAll(this.properties.kubernetes().services().keySet());
		}
		if (this.files != null) {
			names.addAll(this.files.services());
		}
		return names;
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
			logger.warn("No source of instances is configured for {}; set marea.discovery", service);
			listener.accept(List.of());
		}
	}

	private static Instance fixed(String address) {
		URI uri = URI.create(address.strip());
		if (!"http".equals(uri.getScheme()) || uri.getRawAuthority() == null || !uri.getRawPath().isEmpty()) {
			throw new IllegalArgumentException(
					"marea.discovery.fixed: '" + address + "' is not of the form http://host:port");
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
