# What `sanspay reconcile` concludes of atarapay.orders.verify_payment, by hand: for the benchmark's replies only.
# A reply that is odd in any other way it would get wrong.
def words:
  .input as $asked | .replies[-1] as $reply
  | if $reply.fault then (if $reply.fault == "not_sent" then "not_sent in_doubt" else "unknown in_doubt" end)
    elif $reply.status >= 300 then "unknown in_doubt"
    else (try ($reply.body | fromjson) catch null) as $body
      | if $body == null then "unknown in_doubt"
        elif $body.status == "error" then
          (if $body.message == "No such order exists for the seller." then "refused in_doubt" else "unknown in_doubt" end)
        else $body.data as $order
          | if $order.id == $asked.order and $order.product_id == $asked.product_id
              and $order.product_cost == $asked.amount and $order.currency == $asked.currency
            then {"Pending": "done held", "Canceled": "failed in_doubt"}[$order.status.title] // "unknown in_doubt"
            else "unknown in_doubt" end
        end
    end;
reduce inputs as $line ({}; .[$line | words] += 1)
