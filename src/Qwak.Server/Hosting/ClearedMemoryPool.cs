using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Qwak.Server.Hosting;

/// <summary>
/// The listener's buffers, in which requests and answers are marshalled: each is cleared when it is given back, so that no value
/// outlives its answer in them. The platform's own pool leaves that to who has the buffer next.
/// </summary>
internal sealed class ClearedMemoryPool : MemoryPool<byte>
{
    private const int BlockSize = 4096;

    /// <summary>Most blocks that are kept for the next requests: 16 MiB; more are left to the collector.</summary>
    private const int MostKept = 4096;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!_free.TryDequeue(out var block))
        {
            return new Block(this).Lend();
        }

        Interlocked.Decrement(ref _kept);
        return block.Lend();
    }

    protected override void Dispose(bool disposing) => _free.Clear();

    private void Keep(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= MostKept)
        {
            _free.Enqueue(block);
        }
        else
        {
            Interlocked.Decrement(ref _kept);
        }
    }

    /// <summary>What the listener asks for a pool.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ClearedMemoryPool();
    }

    // Pinned for good: sockets read into it, and the collector would leave copies behind.
    private sealed class Block(ClearedMemoryPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
        private int _isFree = 1;

        public Memory<byte> Memory => _bytes;

        public Block Lend()
        {
            Volatile.Write(ref _isFree, 0);
            return this;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 1)
            {
                return;
            }

            Array.Clear(_bytes);
            pool.Keep(this);
        }
    }
}
