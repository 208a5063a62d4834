using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Qwak.Server.Ui;

/// <summary>A page: a Razor component rendered once, to text. Nothing of it stays on the server, and it brings no script of the framework.</summary>
internal sealed class View<TPage>(Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK) : IResult
    where TPage : IComponent
{
    public async Task ExecuteAsync(HttpContext http)
    {
        var html = await http.RenderAsync<TPage>(parameters);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(html));
    }
}

internal static class Rendering
{
    /// <summary>A page, or a piece of one.</summary>
    public static async Task<string> RenderAsync<TPart>(this HttpContext http, Dictionary<string, object?> parameters)
        where TPart : IComponent
    {
        var services = http.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPart>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
