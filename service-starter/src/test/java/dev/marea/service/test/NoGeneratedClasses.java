package dev.marea.service.test;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/**
 * Leaves out the classes that Spring AOT generates. They refer to all beans, and exist
 * after the first build for {@code ./marea}.
 */
public class NoGeneratedClasses implements ImportOption {

	@Override
	public boolean includes(Location location) {
		return !location.contains("__");
	}

}
