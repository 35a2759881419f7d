@NullMarked
package dev.marea.catalog.productimport.web;

import org.jspecify.annotations.NullMarked;
