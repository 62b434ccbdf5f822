<?php

declare(strict_types=1);

namespace Shop;

use Sanspay\Sanspay;

/** What a buyer sees. */
final class Pages
{
    private const FIELDS = [
        'firstname' => ['First name', 'text', 'given-name'],
        'lastname' => ['Last name', 'text', 'family-name'],
        'email' => ['E-mail', 'email', 'email'],
        'phone' => ['Phone, with country code', 'tel', 'tel'],
        'city' => ['City', 'text', 'address-level2'],
    ];

    /**
     * The order form.
     *
     * @param array<string, array{name: string, prices: array{NGN: int, INR: int}}> $items
     * @param list<array{field: string, message: string}> $problems what is wrong with what was entered
     * @param array<string, string> $entered
     */
    public static function form(array $items, string $key, array $problems = [], array $entered = []): Answer
    {
        $options = $inputs = $wrong = '';
        foreach ($items as $id => $item) {
            $price = '₦' . self::price($item['prices']['NGN']) . ' or ₹' . self::price($item['prices']['INR']);
            $options .= '<option value="' . self::html($id) . '">' . self::html("{$item['name']}: {$price}") . '</option>';
        }
        foreach (self::FIELDS as $name => [$label, $type, $fill]) {
            $inputs .= "<label>{$label}<input name=\"{$name}\" type=\"{$type}\" autocomplete=\"{$fill}\" required"
                . ' value="' . self::html($entered[$name] ?? '') . '"></label>';
        }
        foreach ($problems as $problem) {
            $wrong .= '<li>' . self::html("{$problem['field']} {$problem['message']}") . '</li>';
        }
        $wrong = $wrong === '' ? '' : "<ul class=\"wrong\" role=\"alert\">{$wrong}</ul>";
        return self::page($problems === [] ? 200 : 422, 'Order', <<<HTML
            <h1>Cloth, dyed by hand</h1>{$wrong}
            <form method="post" action="/orders"><input type="hidden" name="key" value="{$key}">
            <label>What<select name="item">{$options}</select></label>{$inputs}
            <fieldset><legend>How you pay</legend>
            <label class="choice"><input type="radio" name="method" value="escrow" checked> AtaraPay, held in escrow (₦)</label>
            <label class="choice"><input type="radio" name="method" value="page"> AT MOON's page (₹)</label>
            <label class="choice"><input type="radio" name="method" value="upi"> UPI app (₹)</label></fieldset>
            <button>Continue to payment</button></form>
            HTML);
    }

    /** AtaraPay's form, which posts itself by a script of its own; the price in it is checked when the buyer is back. */
    public static function leave(string $html): Answer
    {
        return Answer::html(200, $html, "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'");
    }

    /** Where an order stands, as far as it is known. */
    public static function order(Order $order): Answer
    {
        [$mark, $title, $text] = self::words($order);
        $asks = in_array($mark, ['wait', 'unknown'], true) && $order->question !== null;
        $wait = max(0, $order->ask_after - time());
        $again = !$asks ? '' : "<form method=\"post\" action=\"/orders/{$order->number}/ask\"><button"
            . ($wait > 0 ? ' disabled' : '') . '>Ask again' . ($wait > 0 ? " in {$wait} s" : '') . '</button></form>'
            . ($wait > 0 ? "<meta http-equiv=\"refresh\" content=\"{$wait}\">" : '');
        $price = ($order->currency === 'NGN' ? '₦' : '₹') . self::price($order->amount);
        return self::page(200, $title, "<p class=\"mark {$mark}\">{$title}</p><p>{$text}</p>" . self::upi($order)
            . "{$again}<dl><dt>Order</dt><dd>{$order->number}</dd><dt>What</dt><dd>" . self::html($order->item)
            . "</dd><dt>Price</dt><dd>{$price}</dd></dl>");
    }

    /** @return array{string, string, string} each verdict in words for a buyer; `unknown` is shown as it is */
    private static function words(Order $order): array
    {
        return match (true) {
            $order->shipped !== null => ['done', 'Paid. Thank you!', 'We are packing it.'],
            $order->review !== null && $order->method !== Order::UPI =>
                ['wait', 'A person is looking at your payment', 'You need not pay again. We will write to you.'],
            $order->method === Order::UPI && $order->address !== null =>
                ['wait', 'Pay in your UPI app', 'We look for your payment on our bank statement, and write to you then.'],
            $order->method === Order::UPI && $order->review !== null =>
                ['unknown', 'We cannot show you a code', 'A person is looking into it. Please do not pay twice.'],
            $order->outcome === null => $order->question === null
                ? ['unknown', 'The payment could not be started', 'Nothing was paid. Please try again.']
                : ['wait', 'We are waiting for your payment', 'Come back here when you have paid.'],
            $order->outcome->verdict === 'pending' => ['wait', 'Your payment is on its way', 'You need not pay again.'],
            $order->outcome->verdict === 'failed' => ['failed', 'The payment came to nothing', 'Nothing will be sent.'],
            default => ['unknown', 'We do not know yet', 'The gateway has not told us. Please do not pay again.'],
        };
    }

    private static function upi(Order $order): string
    {
        if ($order->method !== Order::UPI || $order->address === null || $order->shipped !== null) {
            return '';
        }
        $svg = Sanspay::upi()->link->qr(['link' => $order->address])->outcome->value['svg'] ?? '';
        $image = 'data:image/svg+xml;base64,' . base64_encode($svg);
        return "<img class=\"code\" alt=\"UPI code\" src=\"{$image}\"><a class=\"button\" href=\""
            . self::html($order->address) . '">Open UPI app</a>';
    }

    private static function page(int $status, string $title, string $body): Answer
    {
        return Answer::html($status, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
            . "content=\"width=device-width, initial-scale=1\"><title>{$title}</title><link rel=\"stylesheet\" "
            . "href=\"/style.css\"><main>{$body}</main></html>");
    }

    private static function price(int $minor): string
    {
        return number_format(intdiv($minor, 100)) . ($minor % 100 === 0 ? '' : sprintf('.%02d', $minor % 100));
    }

    private static function html(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
