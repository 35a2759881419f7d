package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AotCacheTests {

	private static final List<String> OPTIONS = List.of("-Xmx160m", "-XX:+UseSerialGC");

	@TempDir
	Path folder;

	Path jar;

	@BeforeEach
	void jars() throws IOException {
		this.jar = Files.writeString(this.folder.resolve("app.jar"), "app");
		Files.createDirectory(this.folder.resolve("lib"));
		Files.writeString(this.folder.resolve("lib").resolve("library.jar"), "library");
	}

	@Test
	void has_the_same_name_for_the_same_jars_and_options() throws IOException {
		Path before = file(OPTIONS);
		Files.writeString(this.jar, "app");
		assertThat(file(OPTIONS)).isEqualTo(before).hasFileName(before.getFileName().toString());
		assertThat(before.getFileName().toString()).matches("app-[0-9a-f]{24}\\.aot");
	}

	@Test
	void has_another_name_for_another_jar_of_the_same_size() throws IOException {
		Path before = file(OPTIONS);
		Path library = this.folder.resolve("lib").resolve("library.jar");
		FileTime modified = Files.getLastModifiedTime(library);
		Files.writeString(library, "Library");
		Files.setLastModifiedTime(library, modified);
		assertThat(file(OPTIONS)).isNotEqualTo(before);
	}

	@Test
	void has_another_name_for_another_collector() {
		assertThat(file(List.of("-Xmx160m", "-XX:+UseG1GC"))).isNotEqualTo(file(OPTIONS));
		assertThat(file(List.of("-Xmx200m", "-XX:+UseSerialGC"))).isEqualTo(file(OPTIONS));
	}

	@Test
	void removes_what_earlier_builds_left() throws IOException {
		AotCache old = AotCache.of("app", this.folder, this.jar, OPTIONS, digests());
		Files.writeString(old.file(), "old");
		Files.writeString(this.jar, "newer");
		AotCache current = AotCache.of("app", this.folder, this.jar, OPTIONS, digests());
		Files.writeString(current.file(), "new");
		current.deleteOthers();
		assertThat(old.file()).doesNotExist();
		assertThat(current.file()).exists();
		assertThat(this.jar).exists();
	}

	/** Remembers from call to call, as it does from start to start. */
	private JarDigests digests() {
		JarDigests digests = JarDigests.open(this.folder);
		try {
			digests.of(this.jar);
			digests.save();
			return digests;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file(List<String> options) {
		return AotCache.of("app", this.folder, this.jar, options, digests()).file();
	}

}
