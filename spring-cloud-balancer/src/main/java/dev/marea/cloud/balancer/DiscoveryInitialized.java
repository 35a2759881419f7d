package dev.marea.cloud.balancer;

import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Publishes the event that the health indicators of discovery clients wait for. They
 * answer UNKNOWN until then.
 */
class DiscoveryInitialized implements ApplicationListener<ContextRefreshedEvent> {

	private final ApplicationContext context;

	DiscoveryInitialized(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		// The contexts of services publish their events here too.
		if (event.getApplicationContext() == this.context) {
			this.context.publishEvent(new InstanceRegisteredEvent<>(this, "discovery"));
		}
	}

}
