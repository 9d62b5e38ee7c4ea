/* A clock that can be stepped: CLOCK_REALTIME of the processes that preload this is the kernel's, plus the seconds (one
 * signed 64-bit number) held by the file named by STEPPED_CLOCK. CLOCK_MONOTONIC is untouched, as when NTP sets a clock.
 *
 * gcc -shared -fPIC -O2 -o stepped_clock.so stepped_clock.c -ldl
 *
 * Deadlines that the C library takes on CLOCK_REALTIME are given to the kernel less the step: it knows nothing of it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SINCE_1970 1000000000 /* seconds: a deadline of fewer is on CLOCK_MONOTONIC */

static const volatile int64_t *step;

__attribute__((constructor)) static void open_step(void)
{
    const char *path = getenv("STEPPED_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (file >= 0) {
        void *held = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, file, 0);

        step = held == MAP_FAILED ? NULL : held;
        close(file);
    }
}

static time_t stepped(void)
{
    return step ? (time_t) *step : 0;
}

/* The library's own function; `version` where it has kept an older one of the same name. */
static void *library(const char *name, const char *version)
{
    void *found = version ? dlvsym(RTLD_NEXT, name, version) : NULL;

    return found ? found : dlsym(RTLD_NEXT, name);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    int result;

    if (!real) real = library("clock_gettime", NULL);
    result = real(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += stepped();
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec read;

    (void) zone;
    clock_gettime(CLOCK_REALTIME, &read);
    now->tv_sec = read.tv_sec;
    now->tv_usec = read.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *told)
{
    struct timespec read;

    clock_gettime(CLOCK_REALTIME, &read);
    if (told) *told = read.tv_sec;
    return read.tv_sec;
}

static struct timespec for_the_kernel(const struct timespec *deadline)
{
    struct timespec real = *deadline;

    if (real.tv_sec > SINCE_1970) real.tv_sec -= stepped();
    return real;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    struct timespec until = for_the_kernel(deadline);

    if (!real) real = library("pthread_cond_timedwait", "GLIBC_2.3.2");
    return real(condition, mutex, &until);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict deadline)
{
    static int (*real)(pthread_mutex_t *, const struct timespec *);
    struct timespec until = for_the_kernel(deadline);

    if (!real) real = library("pthread_mutex_timedlock", NULL);
    return real(mutex, &until);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict deadline)
{
    static int (*real)(sem_t *, const struct timespec *);
    struct timespec until = for_the_kernel(deadline);

    if (!real) real = library("sem_timedwait", NULL);
    return real(semaphore, &until);
}
