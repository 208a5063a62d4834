using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Qwak.Core.Encryption;

/// <summary>
/// A few bytes of key in a page of their own that the collector does not move, the system does not swap out (mlock) and no core
/// dump has (MADV_DONTDUMP). Disposed they are zeros: whoever still holds the span reads those, not memory that is another's.
/// </summary>
internal sealed partial class LockedBytes : IDisposable
{
    private const int DontDump = 16;
    private const int Dump = 17;
    private static readonly int PageSize = Environment.SystemPageSize;
    private static int _unlocked;

    private readonly byte[] _room;
    private readonly int _offset;
    private readonly int _length;
    private readonly bool _isLocked;
    private int _isDisposed;

    /// <param name="length">1 byte to one page.</param>
    public LockedBytes(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, PageSize);

        // Twice a page holds a whole one, which nothing else shares: locks are not counted, so unlocking is for all of a page.
        _room = GC.AllocateArray<byte>(2 * PageSize, pinned: true);
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(_room, 0);
        _offset = (int)(-start & (PageSize - 1));
        _length = length;
        if (OperatingSystem.IsLinux())
        {
            _isLocked = mlock(start + _offset, (nuint)PageSize) == 0;
            _ = madvise(start + _offset, (nuint)PageSize, DontDump);
        }

        if (!_isLocked)
        {
            Interlocked.Increment(ref _unlocked);
        }
    }

    ~LockedBytes() => Erase();

    /// <summary>Whether the system has refused to lock a key since the process began: RLIMIT_MEMLOCK, or it knows no such lock.</summary>
    public static bool HasUnlocked => Volatile.Read(ref _unlocked) > 0;

    public Memory<byte> Memory => _room.AsMemory(_offset, _length);

    public Span<byte> Span => _room.AsSpan(_offset, _length);

    /// <summary>A copy of bytes, which stay the caller's to erase.</summary>
    public static LockedBytes Of(ReadOnlySpan<byte> bytes)
    {
        var locked = new LockedBytes(bytes.Length);
        bytes.CopyTo(locked.Span);
        return locked;
    }

    public static LockedBytes Random(int length)
    {
        var locked = new LockedBytes(length);
        RandomNumberGenerator.Fill(locked.Span);
        return locked;
    }

    public void Dispose()
    {
        Erase();
        GC.SuppressFinalize(this);
    }

    private void Erase()
    {
        // Finalised is also what a constructor that threw has left, without any room.
        if (_room is null || Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        CryptographicOperations.ZeroMemory(Span);
        if (OperatingSystem.IsLinux())
        {
            var page = Marshal.UnsafeAddrOfPinnedArrayElement(_room, _offset);
            _ = madvise(page, (nuint)PageSize, Dump);
            if (_isLocked)
            {
                _ = munlock(page, (nuint)PageSize);
            }
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int mlock(nint address, nuint length);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int munlock(nint address, nuint length);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int madvise(nint address, nuint length, int advice);
}
