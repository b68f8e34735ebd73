/** Matrix products by a CBLAS library, called through the Foreign Function and Memory API. */
package dev.merapi.simd.blas;
