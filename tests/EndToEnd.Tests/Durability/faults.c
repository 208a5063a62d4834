/*
 * Preloaded under the server by FaultTests: makes the k-th write or sync of the store's files fail the way a disk does.
 *
 * QWAK_FAULT_FILES    prefix of the files that are meant (the database, its journal)
 * QWAK_FAULT_CONTROL  a file of six 32-bit numbers, shared with the test:
 *   [0] which fault: 0 none, 1 ENOSPC, 2 EIO, 3 short write and then ENOSPC, 4 failed sync
 *   [1] at which call of its kind, 1 for the next
 *   [2] 0: only then; 1: from then on
 *   [3] calls of its kind since it was armed        (written here)
 *   [4] calls that were made to fail                (written here)
 *   [5] writes and syncs since the start, in all    (written here)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FAULT, AT, LASTING, SEEN, FAILED, ALL };

static atomic_int *control;
static const char *files;

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("QWAK_FAULT_CONTROL");
    files = getenv("QWAK_FAULT_FILES");
    int fd = path && files ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *map = mmap(NULL, 6 * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    control = map == MAP_FAILED ? NULL : map;
    close(fd);
}

static int is_meant(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return strncmp(path, files, strlen(files)) == 0;
}

/* The fault that this call has to show; 0 for none. */
static int fault(int fd, int is_sync)
{
    if (!control || !is_meant(fd))
        return 0;
    atomic_fetch_add(&control[ALL], 1);
    int wanted = atomic_load(&control[FAULT]);
    if (!wanted || (wanted == 4) != is_sync)
        return 0;
    int seen = atomic_fetch_add(&control[SEEN], 1) + 1, at = atomic_load(&control[AT]);
    /* A short write is followed by the full disk that it announces. */
    if (!(seen == at || (seen > at && atomic_load(&control[LASTING])) || (wanted == 3 && seen == at + 1)))
        return 0;
    atomic_fetch_add(&control[FAILED], 1);
    return wanted == 3 && seen != at ? 1 : wanted;
}

static ssize_t fail(int how)
{
    errno = how == 1 ? ENOSPC : EIO;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    static ssize_t (*real)(int, const void *, size_t);
    if (!real)
        real = dlsym(RTLD_NEXT, "write");
    int how = fault(fd, 0);
    return how == 0 ? real(fd, bytes, count) : how == 3 && count > 1 ? real(fd, bytes, count / 2) : fail(how);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real)
        real = dlsym(RTLD_NEXT, "pwrite64");
    int how = fault(fd, 0);
    return how == 0 ? real(fd, bytes, count, offset) : how == 3 && count > 1 ? real(fd, bytes, count / 2, offset) : fail(how);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    return pwrite64(fd, bytes, count, offset);
}

int fsync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = dlsym(RTLD_NEXT, "fsync");
    return fault(fd, 1) ? (int)fail(4) : real(fd);
}

int fdatasync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = dlsym(RTLD_NEXT, "fdatasync");
    return fault(fd, 1) ? (int)fail(4) : real(fd);
}
