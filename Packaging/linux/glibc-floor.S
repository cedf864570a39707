// Lets a program that was linked against a current glibc run with glibc 2.17 too, on x86-64.
//
// A linker binds each symbol to its newest version. Many of these differ from their predecessors in name only: glibc 2.34 moved
// the threads' functions into libc.so.6, 2.33 made functions of what `stat` and its like had been macros for, 2.27 and later gave
// the functions of libm new versions that do not set errno the old way. Each OLD below defines such a function as a jump to its
// oldest version, which every later glibc has as well. `auditwheel show` tells which functions are missing here after a new
// function came to be used; see docs/building.md.
//
// The program has to name libpthread.so.0 and libdl.so.2 as needed: before 2.34 the functions are there.

#if !defined(__x86_64__) || !defined(__linux__)
#error "this file is for Linux on x86-64; elsewhere gctrace is linked without it"
#endif

.macro OLD name, version
	.symver oldest_\name, \name@GLIBC_\version
	.section .text.oldest_\name, "ax", @progbits
	.globl \name
	.hidden \name
	.type \name, @function
\name:
	jmp *oldest_\name@GOTPCREL(%rip)
	.size \name, . - \name
.endm

// A function (a, b) that was a macro for OLDNAME(1, a, b): 1 is the layout of struct stat.
.macro OLDSTAT name, old
	.symver oldest_\name, \old@GLIBC_2.2.5
	.section .text.oldest_\name, "ax", @progbits
	.globl \name
	.hidden \name
	.type \name, @function
\name:
	movq %rsi, %rdx
	movq %rdi, %rsi
	movl $1, %edi
	jmp *oldest_\name@GOTPCREL(%rip)
	.size \name, . - \name
.endm

// In libpthread and libdl before 2.34.
OLD pthread_create, 2.2.5
OLD pthread_join, 2.2.5
OLD pthread_once, 2.2.5
OLD pthread_kill, 2.2.5
OLD pthread_sigmask, 2.2.5
OLD pthread_key_create, 2.2.5
OLD __pthread_key_create, 2.2.5
OLD pthread_key_delete, 2.2.5
OLD pthread_getspecific, 2.2.5
OLD pthread_setspecific, 2.2.5
OLD pthread_mutex_trylock, 2.2.5
OLD pthread_mutexattr_init, 2.2.5
OLD pthread_mutexattr_settype, 2.2.5
OLD pthread_mutexattr_destroy, 2.2.5
OLD pthread_rwlock_init, 2.2.5
OLD pthread_rwlock_destroy, 2.2.5
OLD pthread_rwlock_rdlock, 2.2.5
OLD pthread_rwlock_wrlock, 2.2.5
OLD pthread_rwlock_tryrdlock, 2.2.5
OLD pthread_rwlock_trywrlock, 2.2.5
OLD pthread_rwlock_unlock, 2.2.5
OLD pthread_attr_getstack, 2.2.5
OLD pthread_attr_setstacksize, 2.2.5
OLD pthread_getattr_np, 2.2.3
OLD pthread_getaffinity_np, 2.3.4
OLD pthread_setname_np, 2.12
OLD sem_init, 2.2.5
OLD sem_destroy, 2.2.5
OLD sem_open, 2.2.5
OLD sem_post, 2.2.5
OLD sem_wait, 2.2.5
OLD sem_timedwait, 2.2.5
OLD dlopen, 2.2.5
OLD dlclose, 2.2.5
OLD dlsym, 2.2.5
OLD dlerror, 2.2.5
OLD dladdr, 2.2.5

// Macros before 2.33. On x86-64 the two layouts, with and without 64, are one.
OLDSTAT stat, __xstat
OLDSTAT fstat, __fxstat
OLDSTAT lstat, __lxstat
OLDSTAT stat64, __xstat64
OLDSTAT fstat64, __fxstat64
OLDSTAT lstat64, __lxstat64
.symver oldest_fcntl64, fcntl@GLIBC_2.2.5
.section .text.oldest_fcntl64, "ax", @progbits
.globl fcntl64
.hidden fcntl64
.type fcntl64, @function
fcntl64:
	jmp *oldest_fcntl64@GOTPCREL(%rip)
.size fcntl64, . - fcntl64

// Wrapped otherwise since 2.27, 2.29 and 2.35.
OLD exp, 2.2.5
OLD exp2, 2.2.5
OLD log, 2.2.5
OLD log2, 2.2.5
OLD pow, 2.2.5
OLD expf, 2.2.5
OLD exp2f, 2.2.5
OLD logf, 2.2.5
OLD log2f, 2.2.5
OLD powf, 2.2.5
OLD hypotf, 2.2.5

// Data of libstdc++'s interest since 2.32: whether one thread is all there is. "No" is always right.
.section .bss.__libc_single_threaded, "aw", @nobits
.globl __libc_single_threaded
.hidden __libc_single_threaded
.type __libc_single_threaded, @object
__libc_single_threaded:
	.zero 1
.size __libc_single_threaded, 1

// main is started by __libc_start_main(main, argc, argv, init, fini, rtld_fini, stack). Since 2.34 a program's start passes no
// init, and the function runs the program's initializers itself; its older version runs the init that it is given. Ours does
// what every program had linked in before.
.symver oldest___libc_start_main, __libc_start_main@GLIBC_2.2.5
.section .text.__libc_start_main, "ax", @progbits
.globl __libc_start_main
.hidden __libc_start_main
.type __libc_start_main, @function
__libc_start_main:
	leaq run_initializers(%rip), %rcx
	jmp *oldest___libc_start_main@GOTPCREL(%rip)
.size __libc_start_main, . - __libc_start_main

// Calls each function between __init_array_start and __init_array_end with (argc, argv, environment).
.type run_initializers, @function
run_initializers:
	.cfi_startproc
	pushq %rbx
	.cfi_adjust_cfa_offset 8
	pushq %rbp
	.cfi_adjust_cfa_offset 8
	pushq %r12
	.cfi_adjust_cfa_offset 8
	pushq %r13
	.cfi_adjust_cfa_offset 8
	pushq %r14
	.cfi_adjust_cfa_offset 8
	movl %edi, %r12d
	movq %rsi, %r13
	movq %rdx, %r14
	call _init@PLT
	leaq __init_array_start(%rip), %rbx
	leaq __init_array_end(%rip), %rbp
0:
	cmpq %rbp, %rbx
	jae 1f
	movl %r12d, %edi
	movq %r13, %rsi
	movq %r14, %rdx
	call *(%rbx)
	addq $8, %rbx
	jmp 0b
1:
	popq %r14
	.cfi_adjust_cfa_offset -8
	popq %r13
	.cfi_adjust_cfa_offset -8
	popq %r12
	.cfi_adjust_cfa_offset -8
	popq %rbp
	.cfi_adjust_cfa_offset -8
	popq %rbx
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc
.size run_initializers, . - run_initializers

.section .note.GNU-stack, "", @progbits
