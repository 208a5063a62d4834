using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--expires-in-days</c>.</summary>
internal sealed class ExpiryOption : Option<int?>
{
    public ExpiryOption(string unlessGiven)
        : base("--expires-in-days")
    {
        Description = $"days until it expires ({unlessGiven} when not given)";
        HelpName = "DAYS";
        Validators.Add(result =>
        {
            if (result.Tokens is [var days] && !(int.TryParse(days.Value, out var number) && number > 0))
            {
                result.AddError("Invalid value for '--expires-in-days': it must be a whole number from 1.");
            }
        });
    }
}
