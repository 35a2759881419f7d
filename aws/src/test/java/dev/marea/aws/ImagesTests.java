package dev.marea.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImagesTests {

	private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

	@TempDir
	private Path folder;

	@Test
	void runs_what_was_pushed_by_its_digest() throws IOException {
		Images images = Images.pushed(file("GATEWAY", "CATALOG", "ORDER", "LAB"));
		assertThat(images.of(Part.ORDERS)).isEqualTo(DIGEST);
		Shop shop = Shop.of(Templates.settings((settings) -> {
		}), images, this.folder.resolve("out"));
		shop.app().synth();
		assertThat(Files.readString(this.folder.resolve("out/marea-ecs.template.json"))).contains("@" + DIGEST);
	}

	@Test
	void refuses_digests_without_one_of_the_services() throws IOException {
		Path file = file("GATEWAY", "CATALOG");
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> Images.pushed(file))
			.withMessage(file + " has no digest of order-service: push the images again.");
	}

	private Path file(String... names) throws IOException {
		StringBuilder lines = new StringBuilder();
		for (String name : names) {
			lines.append("MAREA_%s_IMAGE=registry.example.org/shop/%s@%s%n".formatted(name, name, DIGEST));
		}
		return Files.writeString(this.folder.resolve("images.env"), lines);
	}

}
