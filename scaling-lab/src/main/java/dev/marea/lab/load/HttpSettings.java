package dev.marea.lab.load;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How requests are sent and answers are read.
 *
 * @param tls trusted and own certificates; absent for those of the JDK
 * @param serviceHeader header of an answer that names its instances
 */
public record HttpSettings(@Nullable SSLContext tls, String serviceHeader) {

	public static final HttpSettings DEFAULT = new HttpSettings(null, "Served-By");

}
