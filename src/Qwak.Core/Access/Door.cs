namespace Qwak.Core.Access;

/// <summary>Through what a request came.</summary>
internal enum Door
{
    Rest,
    Grpc,
    Ui,
}
