// Marks a function to be compiled twice, for AVX2 and for any machine; the machine decides at
// start.
//
// Only the width differs: contraction of a·b + c is off for these sources, so both give the same
// bits. The thread sanitizer can't start a program with such functions, and gets one version.
#pragma once

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#define CONSIM_VECTOR_CLONES [[gnu::target_clones("avx2", "default")]]
#else
#define CONSIM_VECTOR_CLONES
#endif
