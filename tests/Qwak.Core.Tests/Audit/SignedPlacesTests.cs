using Qwak.Core.Audit;

namespace Qwak.Core.Tests.Audit;

/// <summary>The places of a chain that a picture of it shows.</summary>
public sealed class SignedPlacesTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(100, 100, 1)]
    [InlineData(101, 51, 2)]
    [InlineData(200, 100, 2)]
    [InlineData(201, 51, 4)]
    public void At_most_100_are_kept_spread_evenly_and_the_last_is_known(int count, int kept, int step)
    {
        var places = new SignedPlaces();
        for (var place = 1; place <= count; place++)
        {
            places.Add(place);
        }

        Assert.Equal(count, places.Last);
        Assert.Equal(Enumerable.Range(0, kept).Select(i => 1L + (i * step)), places.Some);
    }
}
